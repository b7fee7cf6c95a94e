/** A title being changed where it stands: Enter or leaving keeps it, Escape does not. */
import { useRef, useState } from "react";
import { t } from "../../i18n/i18n";
import { Input } from "../../ui/Input";
import styles from "./BoardsPage.module.css";

/** As the server's. */
const LONGEST = 200;

export type TitleFieldProps = {
  title: string;
  onCommit: (title: string) => void;
  onCancel: () => void;
};

export function TitleField({ title, onCommit, onCancel }: TitleFieldProps) {
  const [draft, setDraft] = useState(title);
  // Enter and Escape also blur the field; only the first of them counts.
  const ended = useRef(false);

  function end(keep: boolean) {
    if (ended.current) return;
    ended.current = true;
    const next = draft.trim();
    if (keep && next !== "") onCommit(next);
    else onCancel();
  }

  return (
    <Input
      aria-label={t("Board title")}
      autoFocus
      maxLength={LONGEST}
      className={styles.rename ?? ""}
      value={draft}
      onChange={(event) => setDraft(event.target.value)}
      onFocus={(event) => event.target.select()}
      onBlur={() => end(true)}
      onKeyDown={(event) => {
        if (event.key === "Enter") end(true);
        else if (event.key === "Escape") end(false);
      }}
    />
  );
}
