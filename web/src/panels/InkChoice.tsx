/** The ink of a heading, a drawing or an arrow, or of several. */
import { useSession } from "../board/context";
import type { NodeItem } from "../doc/schema";
import { t } from "../i18n/i18n";
import { INKS, inkOf } from "../ink/ink";
import styles from "./Inspector.module.css";

export function InkChoice({ items }: { items: readonly NodeItem[] }) {
  const { canEdit, edits } = useSession();
  const inks = new Set(items.map(({ color }) => color));
  const ids = items.map(({ id }) => id);
  return (
    <div className={styles.row}>
      <span>{t("Ink")}</span>
      <div className={styles.papers} role="radiogroup" aria-label={t("Ink")}>
        {INKS.map(({ name, color }) => (
          <button
            key={color ?? "ink"}
            type="button"
            role="radio"
            className={styles.paper}
            style={{ background: inkOf(color) }}
            aria-label={t(name)}
            aria-checked={inks.size === 1 && inks.has(color)}
            title={t(name)}
            disabled={!canEdit}
            onClick={() => edits.setColor(ids, color)}
          />
        ))}
      </div>
    </div>
  );
}
