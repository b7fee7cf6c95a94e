/** The tools at the left: how the pointer works, and what can be put on the board. */
import { Fragment } from "react";
import { useSession } from "../board/context";
import type { Tool } from "../board/ui";
import { command } from "../commands/registry";
import { shortcutLabel } from "../commands/shortcut";
import { t } from "../i18n/i18n";
import { useStore } from "../store/use";
import { IconButton } from "../ui/Button";
import styles from "./Toolbar.module.css";

const TOOLS: readonly { readonly id: string; readonly tool: Tool }[] = [
  { id: "tool-select", tool: "select" },
  { id: "tool-hand", tool: "hand" },
];
const INKS: typeof TOOLS = [
  { id: "tool-arrow", tool: "arrow" },
  { id: "tool-draw", tool: "draw" },
];
const ADD = ["add-node", "add-image", "add-note", "add-heading", "add-swatch", "add-frame"];

export function Toolbar() {
  const { canEdit, ui } = useSession();
  const tool = useStore(ui.tool);
  return (
    <div
      className={styles.toolbar}
      role="toolbar"
      aria-label={t("Tools")}
      aria-orientation="vertical"
      data-covers="left"
    >
      {TOOLS.map((entry) => (
        <Tool key={entry.id} id={entry.id} active={entry.tool === tool} />
      ))}
      {canEdit && (
        <Fragment>
          <span className={styles.rule} />
          {ADD.map((id) => (
            <Tool key={id} id={id} />
          ))}
          <span className={styles.rule} />
          {INKS.map((entry) => (
            <Tool key={entry.id} id={entry.id} active={entry.tool === tool} />
          ))}
        </Fragment>
      )}
    </div>
  );
}

function Tool({ id, active }: { id: string; active?: boolean }) {
  const session = useSession();
  const { icon, title, shortcut, run } = command(id);
  if (!icon) return null;
  return (
    <IconButton
      icon={icon}
      label={t(title).replace("…", "")}
      shortcut={shortcutLabel(shortcut?.[0] ?? "")}
      tooltipSide="right"
      onClick={() => run(session)}
      {...(active === undefined ? {} : { active })}
    />
  );
}
