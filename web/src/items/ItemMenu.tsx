/** The menu of one item: the commands that fit it, run on what is selected with it. */
import { LayoutDashboard, Pencil } from "lucide-react";
import { useEffect } from "react";
import { useSession } from "../board/context";
import { select } from "../commands/actions";
import {
  ARRANGE_COMMANDS,
  DOWNLOAD_COMMANDS,
  GRAPH_COMMANDS,
  ITEM_COMMANDS,
  LAST_COMMANDS,
  PICTURE_COMMANDS,
  reasonAgainst,
  type Command,
} from "../commands/registry";
import { shortcutLabel } from "../commands/shortcut";
import { withMates } from "../doc/groups";
import type { NodeItem } from "../doc/schema";
import { t } from "../i18n/i18n";
import { assetOf } from "../palette/asset";
import { useStore } from "../store/use";
import { MenuItem, SubMenu } from "../ui/Menu";
import { kindOf } from "./layout";

export function ItemMenu({ item, rename }: { item: NodeItem; rename?: () => void }) {
  const session = useSession();
  const { id } = item;
  const card = kindOf(item.type) === "card";
  const commands = ITEM_COMMANDS.filter((command) => card || command.group !== "mode");
  useEffect(() => {
    if (!session.ui.selection.get().has(id)) select(session, withMates(session.view, [id]));
  }, [session, id]);
  return (
    <>
      {rename && (
        <MenuItem icon={Pencil} onSelect={() => setTimeout(rename)}>
          {t("Rename")}
        </MenuItem>
      )}
      {commands.map((command) => (
        <CommandItem key={command.id} command={command} />
      ))}
      {item.type === "image" &&
        PICTURE_COMMANDS.map((command) => <CommandItem key={command.id} command={command} />)}
      {item.type === "image" &&
        item.params.graph === true &&
        GRAPH_COMMANDS.map((command) => <CommandItem key={command.id} command={command} />)}
      {assetOf(session, id) !== null &&
        DOWNLOAD_COMMANDS.map((command) => <CommandItem key={command.id} command={command} />)}
      <SubMenu label={t("Arrange")} icon={LayoutDashboard}>
        {ARRANGE_COMMANDS.map((command) => (
          <CommandItem key={command.id} command={command} />
        ))}
      </SubMenu>
      {LAST_COMMANDS.map((command) => (
        <CommandItem key={command.id} command={command} />
      ))}
    </>
  );
}

function CommandItem({ command }: { command: Command }) {
  const session = useSession();
  useStore(session.ui.selection);
  const { icon, shortcut, title, run } = command;
  return (
    <MenuItem
      danger={command.id === "delete"}
      reason={reasonAgainst(command, session)}
      {...(icon ? { icon } : {})}
      {...(shortcut?.[0] ? { shortcut: shortcutLabel(shortcut[0]) } : {})}
      onSelect={() => run(session)}
    >
      {t(title)}
    </MenuItem>
  );
}
