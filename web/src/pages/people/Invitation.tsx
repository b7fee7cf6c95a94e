/** What to send a new person. The password is shown this once; the server keeps only its hash. */
import { Check, Copy } from "lucide-react";
import { useState } from "react";
import { address } from "../../api/client";
import type { NewPerson } from "../../api/mutations";
import { t } from "../../i18n/i18n";
import { Button } from "../../ui/Button";
import { toast } from "../../ui/Toast";
import styles from "./PeoplePage.module.css";

export function Invitation({ person, close }: { person: NewPerson; close: () => void }) {
  const [copied, setCopied] = useState(false);
  const letter = [
    `${location.origin}${address("/sign-in")}`,
    t("E-mail: {email}", { email: person.email }),
    t("Password: {password}", { password: person.password }),
  ].join("\n");

  async function copy() {
    try {
      await navigator.clipboard.writeText(letter);
      setCopied(true);
    } catch {
      // Browsers refuse the clipboard on plain http; the text can still be selected.
      toast(t("This browser does not allow copying here. Select the lines and copy them."));
    }
  }

  return (
    <>
      <p>{t("Send them this. The password is not shown again.")}</p>
      <pre className={styles.letter}>{letter}</pre>
      <footer className={styles.footer}>
        <Button icon={copied ? Check : Copy} onClick={() => void copy()}>
          {copied ? t("Copied") : t("Copy")}
        </Button>
        <Button kind="primary" onClick={close}>
          {t("Done")}
        </Button>
      </footer>
    </>
  );
}
