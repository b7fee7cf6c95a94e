/** Some commands as buttons in a row, each pressable where it can be done now. */
import { useSession } from "../board/context";
import { reasonAgainst, type Command } from "../commands/registry";
import { shortcutLabel } from "../commands/shortcut";
import { t } from "../i18n/i18n";
import { IconButton } from "../ui/Button";

export function CommandButtons({ commands }: { commands: readonly Command[] }) {
  const session = useSession();
  return commands.map((command) => {
    const { id, icon, title, shortcut, run } = command;
    return (
      icon && (
        <IconButton
          key={id}
          icon={icon}
          label={t(title)}
          {...(shortcut?.[0] ? { shortcut: shortcutLabel(shortcut[0]) } : {})}
          disabled={reasonAgainst(command, session) !== null}
          onClick={() => run(session)}
        />
      )
    );
  });
}
