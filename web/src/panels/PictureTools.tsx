/** What can be done to the selected picture, as buttons. */
import { useSession } from "../board/context";
import { PICTURE_COMMANDS } from "../commands/registry";
import { t } from "../i18n/i18n";
import { CommandButtons } from "./CommandButtons";
import styles from "./Inspector.module.css";

export function PictureTools() {
  const session = useSession();
  if (!session.canEdit) return null;
  return (
    <div className={styles.row}>
      <span>{t("Crop and turn")}</span>
      <span className={styles.tools} role="group" aria-label={t("Crop and turn")}>
        <CommandButtons commands={PICTURE_COMMANDS} />
      </span>
    </div>
  );
}
