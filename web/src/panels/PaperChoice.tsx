/** The paper of a note, or of several. */
import { useSession } from "../board/context";
import type { NodeItem } from "../doc/schema";
import { t } from "../i18n/i18n";
import styles from "./Inspector.module.css";
import { PAPERS, paperOf, tint } from "../items/paper";

export function PaperChoice({ notes }: { notes: readonly NodeItem[] }) {
  const { canEdit, edits } = useSession();
  const papers = new Set(notes.map(paperOf));
  return (
    <div className={styles.row}>
      <span>{t("Paper")}</span>
      <div className={styles.papers} role="radiogroup" aria-label={t("Paper")}>
        {PAPERS.map(({ name, color }) => (
          <button
            key={color}
            type="button"
            role="radio"
            className={styles.paper}
            style={{ background: tint(color) }}
            aria-label={t(name)}
            aria-checked={papers.size === 1 && papers.has(color)}
            title={t(name)}
            disabled={!canEdit}
            onClick={() =>
              edits.setColor(
                notes.map(({ id }) => id),
                color,
              )
            }
          />
        ))}
      </div>
    </div>
  );
}
