/** An address that leads nowhere, or to what this person may not see. */
import { Link } from "wouter";
import { t } from "../i18n/i18n";
import { Mark } from "../ui/Mark";
import { useTitle } from "../ui/useTitle";
import { Button } from "../ui/Button";
import styles from "./pages.module.css";

export default function NotFoundPage() {
  useTitle(t("Not found"));
  return (
    <main className={styles.column}>
      <div className={styles.message}>
        <Mark size={24} />
        <h1 className={styles.heading}>{t("There is nothing here")}</h1>
        <p>{t("It may have been deleted, or you have not been given access to it.")}</p>
        <div className={styles.actions}>
          <Link href="/" asChild>
            <Button>{t("Go to your boards")}</Button>
          </Link>
        </div>
      </div>
    </main>
  );
}
