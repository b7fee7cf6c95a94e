/** Says on a selected item why it cannot be moved. */
import { Lock } from "lucide-react";
import styles from "./ResizeHandles.module.css";

export function LockMark() {
  return (
    <span className={styles.lock} role="img" aria-label="Locked" title="Locked" data-chrome="">
      <Lock size={12} aria-hidden />
    </span>
  );
}
