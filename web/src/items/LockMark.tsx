/** Says on a selected item why it cannot be moved. */
import { Lock } from "lucide-react";
import { t } from "../i18n/i18n";
import styles from "./ResizeHandles.module.css";

export function LockMark() {
  return (
    <span
      className={styles.lock}
      role="img"
      aria-label={t("Locked")}
      title={t("Locked")}
      data-chrome=""
    >
      <Lock size={12} aria-hidden />
    </span>
  );
}
