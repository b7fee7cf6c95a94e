/** Which box comes next in a direction, as somebody would say who looks at the board: pure. */
import type { Box } from "../doc/edits";

export type Direction = "left" | "right" | "up" | "down";

/** How much worse it is to lie beside the way than farther along it. */
const ASIDE = 2.5;

/** Null when nothing lies that way. What lies level with the start comes before what does not. */
export function toward(
  from: Box,
  boxes: ReadonlyMap<string, Box>,
  direction: Direction,
): string | null {
  const start = seenFrom(from, direction);
  let best: string | null = null;
  let least = Infinity;
  for (const [id, box] of boxes) {
    const there = seenFrom(box, direction);
    // By middles, so that of two that overlap one still gets from each to the other.
    if (there.middle <= start.middle + 0.5) continue;
    const along = Math.max(0, there.start - start.end);
    const aside = Math.max(0, there.low - start.high, start.low - there.high);
    const middles = Math.abs((there.low + there.high - start.low - start.high) / 2);
    const cost = along + ASIDE * aside + middles / 8 + (there.middle - start.middle) / 16;
    if (cost >= least) continue;
    least = cost;
    best = id;
  }
  return best;
}

/** A box along the way and across it. */
function seenFrom({ x, y, w, h }: Box, direction: Direction) {
  const across = direction === "left" || direction === "right";
  const [first, length] = across ? [x, w] : [y, h];
  const [low, high] = across ? [y, y + h] : [x, x + w];
  const forward = direction === "right" || direction === "down";
  const [start, end] = forward ? [first, first + length] : [-first - length, -first];
  return { start, end, middle: (start + end) / 2, low, high };
}
