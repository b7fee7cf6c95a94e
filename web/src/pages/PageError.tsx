/** A page that cannot be shown: the sentence, and trying again. */
import { RotateCw } from "lucide-react";
import { sentence } from "../api/client";
import { Button } from "../ui/Button";
import { Mark } from "../ui/Mark";
import styles from "./pages.module.css";

export function PageError({ error, retry }: { error: unknown; retry: () => void }) {
  return (
    <main className={styles.column}>
      <div className={styles.message} role="alert">
        <Mark size={24} />
        <h1 className={styles.heading}>This page cannot be shown</h1>
        <p>{sentence(error)}</p>
        <div className={styles.actions}>
          <Button icon={RotateCw} onClick={retry}>
            Try again
          </Button>
        </div>
      </div>
    </main>
  );
}
