/** Whether what was done here is on the server's disk. */
import { useSession } from "../board/context";
import { t } from "../i18n/i18n";
import { useStore } from "../store/use";
import { label } from "../sync/state";
import styles from "./Header.module.css";

export function SavedState() {
  const { link, canEdit } = useSession();
  const state = useStore(link.state);

  return (
    <span
      className={styles.saved}
      role="status"
      aria-label={t("Saved state")}
      data-state={state.kind}
    >
      <span className={styles.dot} data-kind={state.kind} />
      <span>{label(state, canEdit)}</span>
    </span>
  );
}
