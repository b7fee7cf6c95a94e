/** A page that cannot be shown: the sentence, and what helps, which is not always trying again. */
import { RotateCw } from "lucide-react";
import { Link } from "wouter";
import { ApiProblem, mayPass, sentence } from "../api/client";
import { t } from "../i18n/i18n";
import { Button } from "../ui/Button";
import { Mark } from "../ui/Mark";
import NotFoundPage from "./NotFoundPage";
import styles from "./pages.module.css";

export function PageError({ error, retry }: { error: unknown; retry: () => void }) {
  if (error instanceof ApiProblem && error.status === 404) return <NotFoundPage />;
  return (
    <main className={styles.column}>
      <div className={styles.message} role="alert">
        <Mark size={24} />
        <h1 className={styles.heading}>{t("This page cannot be shown")}</h1>
        <p>{sentence(error)}</p>
        <div className={styles.actions}>
          {mayPass(error) ? (
            <Button icon={RotateCw} onClick={retry}>
              {t("Try again")}
            </Button>
          ) : (
            <Link href="/">{t("All boards")}</Link>
          )}
        </div>
      </div>
    </main>
  );
}
