/** The shortcuts, from the same list that makes them work. */
import { useSession } from "../board/context";
import { COMMANDS, type CommandGroup } from "../commands/registry";
import { shortcutLabel } from "../commands/shortcut";
import { t, text, type Text } from "../i18n/i18n";
import { Dialog } from "../ui/Dialog";
import { Kbd } from "../ui/Kbd";
import styles from "./CommandPalette.module.css";

const GROUPS: readonly (readonly [CommandGroup, Text])[] = [
  ["add", text("Add")],
  ["edit", text("Edit")],
  ["write", text("Write in a note")],
  ["arrange", text("Arrange")],
  ["mode", text("Run")],
  ["view", text("View")],
  ["together", text("Together")],
  ["help", text("Board")],
];
const GESTURES: readonly (readonly [Text, Text])[] = [
  [text("Move about"), text("Space-drag")],
  [text("Zoom"), text("Ctrl-wheel")],
  [text("Add a node here"), text("Double-click")],
  [text("Add to the selection"), text("Shift-click")],
  [text("Pick one out of its group"), text("Ctrl-click")],
  [text("Drag a copy"), text("Alt-drag")],
  [text("Drag without snapping"), text("Ctrl-drag")],
  [text("Go to the next item"), text("Ctrl-arrows")],
  [text("Select the next item, too"), text("Ctrl-Shift-arrows")],
  [text("Move items by 1"), text("Arrows")],
  [text("Move items by 10"), text("Shift-arrows")],
];

export default function HelpDialog() {
  const { ui } = useSession();
  return (
    <Dialog open onOpenChange={(next) => ui.help.set(next)} title={t("Keyboard and pointer")} wide>
      <div className={styles.columns}>
        <Group
          heading={t("Pointer")}
          rows={GESTURES.map(([what, how]) => [t(what), t(how)] as const)}
        />
        {GROUPS.map(([group, heading]) => (
          <Group key={group} heading={t(heading)} rows={rowsOf(group)} />
        ))}
      </div>
    </Dialog>
  );
}

function rowsOf(group: CommandGroup): (readonly [string, string])[] {
  return COMMANDS.filter((command) => command.group === group && command.shortcut).map(
    ({ title, shortcut }) =>
      [t(title).replace("…", ""), shortcutLabel(shortcut?.[0] ?? "")] as const,
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
