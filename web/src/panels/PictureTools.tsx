/** What can be done to the selected picture, as buttons. */
import { useSession } from "../board/context";
import { PICTURE_COMMANDS, reasonAgainst } from "../commands/registry";
import { shortcutLabel } from "../commands/shortcut";
import { t } from "../i18n/i18n";
import { IconButton } from "../ui/Button";
import styles from "./Inspector.module.css";

export function PictureTools() {
  const session = useSession();
  if (!session.canEdit) return null;
  return (
    <div className={styles.row}>
      <span>{t("Crop and turn")}</span>
      <span className={styles.tools} role="group" aria-label={t("Crop and turn")}>
        {PICTURE_COMMANDS.map((command) => {
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
        })}
      </span>
    </div>
  );
}
