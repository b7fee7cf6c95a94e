/** The paper of a note. */
import { useSession } from "../board/context";
import type { NodeItem } from "../doc/schema";
import styles from "./Inspector.module.css";
import { PAPERS, paperOf, tint } from "../items/paper";

export function PaperChoice({ item }: { item: NodeItem }) {
  const { canEdit, edits } = useSession();
  const chosen = paperOf(item);
  return (
    <div className={styles.row}>
      <span>Paper</span>
      <div className={styles.papers} role="radiogroup" aria-label="Paper">
        {PAPERS.map(({ name, color }) => (
          <button
            key={color}
            type="button"
            role="radio"
            className={styles.paper}
            style={{ background: tint(color) }}
            aria-label={name}
            aria-checked={color === chosen}
            title={name}
            disabled={!canEdit}
            onClick={() => edits.setColor(item.id, color)}
          />
        ))}
      </div>
    </div>
  );
}
