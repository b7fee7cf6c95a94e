/** Draws a board's arrangement in the neutral tones of the theme. */
import { arrange, PREVIEW } from "./preview";

const TONES = ["var(--hover)", "var(--press)", "var(--line)"] as const;

export function BoardPreview({ id }: { id: string }) {
  return (
    <svg viewBox={`0 0 ${PREVIEW.width} ${PREVIEW.height}`} aria-hidden>
      {arrange(id).map(({ x, y, w, h, tone }) => (
        <rect key={`${x} ${y}`} x={x} y={y} width={w} height={h} rx={4} fill={TONES[tone]} />
      ))}
    </svg>
  );
}
