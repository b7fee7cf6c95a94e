/** The menu of one item: the commands that fit it, run on it alone. */
import { Pencil } from "lucide-react";
import { useSession } from "../board/context";
import { select } from "../commands/actions";
import { ITEM_COMMANDS } from "../commands/registry";
import { shortcutLabel } from "../commands/shortcut";
import type { NodeItem } from "../doc/schema";
import { MenuItem } from "../ui/Menu";
import { kindOf } from "./layout";

export function ItemMenu({ item, rename }: { item: NodeItem; rename?: () => void }) {
  const session = useSession();
  const card = kindOf(item.type) === "card";
  const commands = ITEM_COMMANDS.filter((command) => card || command.group !== "mode");
  return (
    <>
      {rename && (
        <MenuItem icon={Pencil} onSelect={() => setTimeout(rename)}>
          Rename
        </MenuItem>
      )}
      {commands.map((command) => (
        <MenuItem
          key={command.id}
          danger={command.id === "delete"}
          {...(command.icon ? { icon: command.icon } : {})}
          {...(command.shortcut?.[0] ? { shortcut: shortcutLabel(command.shortcut[0]) } : {})}
          onSelect={() => {
            if (!session.ui.selection.get().has(item.id)) select(session, [item.id]);
            command.run(session);
          }}
        >
          {command.title}
        </MenuItem>
      ))}
    </>
  );
}
