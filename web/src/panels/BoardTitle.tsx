/** The board's title, changed where it stands. */
import { useState } from "react";
import { sentence } from "../api/client";
import { useRenameBoard } from "../api/mutations";
import { useBoard } from "../api/queries";
import { useSession } from "../board/context";
import { t } from "../i18n/i18n";
import { NameField } from "../items/NameField";
import { toast } from "../ui/Toast";
import styles from "./Header.module.css";

export function BoardTitle() {
  const { board, canEdit } = useSession();
  const title = useBoard(board.id).data?.title ?? board.title;
  const rename = useRenameBoard();
  const [naming, setNaming] = useState(false);
  if (!canEdit) return <h1 className={styles.title}>{title}</h1>;
  if (!naming) {
    return (
      <button
        type="button"
        className={styles.title}
        title={t("Rename the board")}
        onClick={() => setNaming(true)}
      >
        {title}
      </button>
    );
  }
  const finish = (name: string | null): void => {
    setNaming(false);
    if (name === null || name === "" || name === title) return;
    rename.mutate(
      { id: board.id, title: name },
      { onError: (error) => toast(sentence(error), { kind: "bad" }) },
    );
  };
  return (
    <NameField
      value={title}
      label={t("Title of the board")}
      className={styles.titleField}
      onDone={finish}
    />
  );
}
