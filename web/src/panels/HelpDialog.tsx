/** The shortcuts, from the same list that makes them work. */
import { useSession } from "../board/context";
import { COMMANDS, type CommandGroup } from "../commands/registry";
import { shortcutLabel } from "../commands/shortcut";
import { Dialog } from "../ui/Dialog";
import { Kbd } from "../ui/Kbd";
import styles from "./CommandPalette.module.css";

const GROUPS: readonly (readonly [CommandGroup, string])[] = [
  ["add", "Add"],
  ["edit", "Edit"],
  ["write", "Write in a note"],
  ["arrange", "Arrange"],
  ["mode", "Run"],
  ["view", "View"],
  ["together", "Together"],
  ["help", "Board"],
];
const GESTURES: readonly (readonly [string, string])[] = [
  ["Move about", "Space-drag"],
  ["Zoom", "Ctrl-wheel"],
  ["Add a node here", "Double-click"],
  ["Add to the selection", "Shift-click"],
  ["Pick one out of its group", "Ctrl-click"],
  ["Drag a copy", "Alt-drag"],
  ["Drag without snapping", "Ctrl-drag"],
  ["Go to the next item", "Ctrl-arrows"],
  ["Select the next item, too", "Ctrl-Shift-arrows"],
  ["Move items by 1", "Arrows"],
  ["Move items by 10", "Shift-arrows"],
];

export default function HelpDialog() {
  const { ui } = useSession();
  return (
    <Dialog open onOpenChange={(next) => ui.help.set(next)} title="Keyboard and pointer" wide>
      <div className={styles.columns}>
        <Group heading="Pointer" rows={GESTURES} />
        {GROUPS.map(([group, heading]) => (
          <Group key={group} heading={heading} rows={rowsOf(group)} />
        ))}
      </div>
    </Dialog>
  );
}

function rowsOf(group: CommandGroup): (readonly [string, string])[] {
  return COMMANDS.filter((command) => command.group === group && command.shortcut).map(
    ({ title, shortcut }) => [title.replace("…", ""), shortcutLabel(shortcut?.[0] ?? "")] as const,
  );
}

function Group({
  heading,
  rows,
}: {
  heading: string;
  rows: readonly (readonly [string, string])[];
}) {
  return (
    <section className={styles.group}>
      <h3>{heading}</h3>
      {rows.map(([title, keys]) => (
        <div key={title} className={styles.key}>
          {title}
          <Kbd>{keys}</Kbd>
        </div>
      ))}
    </section>
  );
}
