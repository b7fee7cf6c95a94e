/** What the next line is drawn with: its ink and its width. */
import { useSession } from "../../board/context";
import { INKS, inkOf, WIDTHS } from "../../ink/ink";
import { useStore } from "../../store/use";
import styles from "./InkLayer.module.css";

export function InkBar() {
  const { ui } = useSession();
  const ink = useStore(ui.ink);
  return (
    <div className={styles.bar} role="toolbar" aria-label="Ink" aria-orientation="vertical">
      <div className={styles.group} role="radiogroup" aria-label="Color">
        {INKS.map(({ name, color }) => (
          <button
            key={name}
            type="button"
            role="radio"
            className={styles.choice}
            aria-label={name}
            aria-checked={ink.color === color}
            title={name}
            onClick={() => ui.ink.set({ ...ink, color })}
          >
            <span className={styles.dot} style={{ background: inkOf(color) }} />
          </button>
        ))}
      </div>
      <span className={styles.rule} />
      <div className={styles.group} role="radiogroup" aria-label="Width">
        {WIDTHS.map(({ name, width }) => (
          <button
            key={name}
            type="button"
            role="radio"
            className={styles.choice}
            aria-label={name}
            aria-checked={ink.width === width}
            title={name}
            onClick={() => ui.ink.set({ ...ink, width })}
          >
            <span className={styles.line} style={{ height: width }} />
          </button>
        ))}
      </div>
    </div>
  );
}
