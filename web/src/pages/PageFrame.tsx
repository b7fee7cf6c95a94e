/** What stands for a page while its code or the person's session is on the way: the empty wall. */
import styles from "./pages.module.css";

export function PageFrame() {
  return <main className={styles.blank} aria-busy />;
}
