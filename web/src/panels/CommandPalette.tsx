/** Every command by name. */
import { Command as List } from "cmdk";
import { Dialog } from "radix-ui";
import { useSession } from "../board/context";
import type { Session } from "../board/session";
import { COMMANDS, reasonAgainst, type Command, type CommandGroup } from "../commands/registry";
import { shortcutLabel } from "../commands/shortcut";
import { language, t, text, type Text } from "../i18n/i18n";
import { changeLanguage, LANGUAGES } from "../i18n/language";
import { Avatar } from "../ui/Avatar";
import { Kbd } from "../ui/Kbd";
import { setTheme, type Theme } from "../ui/theme";
import { useFocusBack } from "../ui/useFocusBack";
import { matchScore } from "./match";
import styles from "./CommandPalette.module.css";
import search from "./SearchToAdd.module.css";

const GROUPS: readonly (readonly [CommandGroup, Text])[] = [
  ["add", text("Add")],
  ["edit", text("Edit")],
  ["arrange", text("Arrange")],
  ["mode", text("Run")],
  ["view", text("View")],
  ["together", text("Together")],
  ["help", text("Board")],
];
const WITH_PERSON: readonly (readonly [Text, (session: Session, person: string) => void])[] = [
  [text("Follow {name}"), ({ together }, person) => together.follow(person)],
  [text("Go to {name}"), ({ together }, person) => together.goTo(person)],
];
const THEMES: readonly (readonly [Theme, Text])[] = [
  ["light", text("Light theme")],
  ["dark", text("Dark theme")],
  ["system", text("Theme as the system")],
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
          <Dialog.Title className={styles.hidden}>{t("Commands")}</Dialog.Title>
          <List label={t("Commands")} filter={matchScore} loop>
            <List.Input className={search.input} placeholder={t("Search commands")} />
            <List.List className={search.list}>
              <List.Empty className={search.none}>{t("Nothing is called that")}</List.Empty>
              {GROUPS.map(([group, heading]) => (
                <List.Group key={group} heading={t(heading)} className={search.group}>
                  {offered(group).map(([{ id, title, icon: Icon, shortcut, run }, reason]) => (
                    <List.Item
                      key={id}
                      value={t(title)}
                      className={search.entry}
                      disabled={reason !== null}
                      onSelect={() => close(() => run(session))}
                    >
                      {Icon && <Icon size={16} aria-hidden />}
                      <span className={search.name}>{t(title)}</span>
                      {reason !== null && <span className={search.about}>{reason}</span>}
                      <span className={search.keys}>
                        {shortcut?.[0] !== undefined && <Kbd>{shortcutLabel(shortcut[0])}</Kbd>}
                      </span>
                    </List.Item>
                  ))}
                </List.Group>
              ))}
              {others.length > 0 && (
                <List.Group heading={t("People")} className={search.group}>
                  {others.flatMap((person) =>
                    WITH_PERSON.map(([said, act]) => {
                      const words = t(said, { name: person.name });
                      return (
                        <List.Item
                          key={`${words} ${person.id}`}
                          value={`${words} ${person.id}`}
                          className={search.entry}
                          onSelect={() => close(() => act(session, person.id))}
                        >
                          <Avatar person={person} size={20} away={person.away} />
                          <span className={search.name}>{words}</span>
                        </List.Item>
                      );
                    }),
                  )}
                </List.Group>
              )}
              <List.Group heading={t("Look")} className={search.group}>
                {LANGUAGES.filter(({ value }) => value !== language).map(({ value, label }) => (
                  <List.Item
                    key={value}
                    value={t("Language: {name}", { name: label })}
                    keywords={["Language", "Dil"]}
                    className={search.entry}
                    onSelect={() => close(() => changeLanguage(value))}
                  >
                    {t("Language: {name}", { name: label })}
                  </List.Item>
                ))}
                {THEMES.map(([theme, title]) => (
                  <List.Item
                    key={theme}
                    value={t(title)}
                    className={search.entry}
                    onSelect={() => close(() => setTheme(theme))}
                  >
                    {t(title)}
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
