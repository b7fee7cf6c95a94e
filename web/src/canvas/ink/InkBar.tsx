/** What the next line is drawn with: its ink and its width. */
import { useSession } from "../../board/context";
import { t } from "../../i18n/i18n";
import { INKS, inkOf, WIDTHS } from "../../ink/ink";
import { useStore } from "../../store/use";
import styles from "./InkLayer.module.css";

export function InkBar() {
  const { ui } = useSession();
  const ink = useStore(ui.ink);
  return (
    <div className={styles.bar} role="toolbar" aria-label={t("Ink")} aria-orientation="vertical">
      <div className={styles.group} role="radiogroup" aria-label={t("Color")}>
        {INKS.map(({ name, color }) => (
          <button
            key={color ?? "ink"}
            type="button"
            role="radio"
            className={styles.choice}
            aria-label={t(name)}
            aria-checked={ink.color === color}
            title={t(name)}
            onClick={() => ui.ink.set({ ...ink, color })}
          >
            <span className={styles.dot} style={{ background: inkOf(color) }} />
          </button>
        ))}
      </div>
      <span className={styles.rule} />
      <div className={styles.group} role="radiogroup" aria-label={t("Width")}>
        {WIDTHS.map(({ name, width }) => (
          <button
            key={width}
            type="button"
            role="radio"
            className={styles.choice}
            aria-label={t(name)}
            aria-checked={ink.width === width}
            title={t(name)}
            onClick={() => ui.ink.set({ ...ink, width })}
          >
            <span className={styles.line} style={{ height: width }} />
          </button>
        ))}
      </div>
    </div>
  );
}
