/** Every command by name. */
import { Command as List } from "cmdk";
import { Dialog } from "radix-ui";
import { useSession } from "../board/context";
import type { Session } from "../board/session";
import { COMMANDS, reasonAgainst, type Command, type CommandGroup } from "../commands/registry";
import { shortcutLabel } from "../commands/shortcut";
import { Avatar } from "../ui/Avatar";
import { Kbd } from "../ui/Kbd";
import { setTheme, type Theme } from "../ui/theme";
import { useFocusBack } from "../ui/useFocusBack";
import { matchScore } from "./match";
import styles from "./CommandPalette.module.css";
import search from "./SearchToAdd.module.css";

const GROUPS: readonly (readonly [CommandGroup, string])[] = [
  ["add", "Add"],
  ["edit", "Edit"],
  ["arrange", "Arrange"],
  ["mode", "Run"],
  ["view", "View"],
  ["together", "Together"],
  ["help", "Board"],
];
const WITH_PERSON: readonly (readonly [string, (session: Session, person: string) => void])[] = [
  ["Follow", ({ together }, person) => together.follow(person)],
  ["Go to", ({ together }, person) => together.goTo(person)],
];
const THEMES: readonly (readonly [Theme, string])[] = [
  ["light", "Light theme"],
  ["dark", "Dark theme"],
  ["system", "Theme as the system"],
];

export default function CommandPalette() {
  const session = useSession();
  const { ui, presence, me } = session;
  const focusBack = useFocusBack();
  const others = presence.people.get().filter(({ id }) => id !== me.id);
  const close = (then: () => void): void => {
    ui.palette.set(false);
    then();
  };
  const isOffered = ({ id, group, native, when }: Command): boolean =>
    id !== "palette" && group !== "move" && (native !== true || when?.(session) !== false);
  /** What cannot be done now comes last, with the reason. */
  const offered = (group: CommandGroup): (readonly [Command, string | null])[] =>
    COMMANDS.filter((command) => command.group === group && isOffered(command))
      .map((command) => [command, reasonAgainst(command, session)] as const)
      .sort(([, a], [, b]) => Number(a !== null) - Number(b !== null));
  return (
    <Dialog.Root open onOpenChange={(next) => ui.palette.set(next)}>
      <Dialog.Portal>
        <Dialog.Overlay className={styles.overlay} />
        <Dialog.Content
          className={styles.palette}
          aria-modal
          aria-describedby={undefined}
          {...focusBack}
        >
          <Dialog.Title className={styles.hidden}>Commands</Dialog.Title>
          <List label="Commands" filter={matchScore} loop>
            <List.Input className={search.input} placeholder="Search commands" />
            <List.List className={search.list}>
              <List.Empty className={search.none}>Nothing is called that</List.Empty>
              {GROUPS.map(([group, heading]) => (
                <List.Group key={group} heading={heading} className={search.group}>
                  {offered(group).map(([{ id, title, icon: Icon, shortcut, run }, reason]) => (
                    <List.Item
                      key={id}
                      value={title}
                      className={search.entry}
                      disabled={reason !== null}
                      onSelect={() => close(() => run(session))}
                    >
                      {Icon && <Icon size={16} aria-hidden />}
                      <span className={search.name}>{title}</span>
                      {reason !== null && <span className={search.about}>{reason}</span>}
                      <span className={search.keys}>
                        {shortcut?.[0] !== undefined && <Kbd>{shortcutLabel(shortcut[0])}</Kbd>}
                      </span>
                    </List.Item>
                  ))}
                </List.Group>
              ))}
              {others.length > 0 && (
                <List.Group heading="People" className={search.group}>
                  {others.flatMap((person) =>
                    WITH_PERSON.map(([verb, act]) => (
                      <List.Item
                        key={`${verb} ${person.id}`}
                        value={`${verb} ${person.name} ${person.id}`}
                        className={search.entry}
                        onSelect={() => close(() => act(session, person.id))}
                      >
                        <Avatar person={person} size={20} away={person.away} />
                        <span className={search.name}>{`${verb} ${person.name}`}</span>
                      </List.Item>
                    )),
                  )}
                </List.Group>
              )}
              <List.Group heading="Look" className={search.group}>
                {THEMES.map(([theme, title]) => (
                  <List.Item
                    key={theme}
                    value={title}
                    className={search.entry}
                    onSelect={() => close(() => setTheme(theme))}
                  >
                    {title}
                  </List.Item>
                ))}
              </List.Group>
            </List.List>
          </List>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
