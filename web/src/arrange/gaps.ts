/** Where a dragged box stands as far from one neighbor as from another, or as two others do: pure. */
import type { Box } from "../doc/edits";

type Axis = "x" | "y";

/** The free space between two boxes, drawn across at `at` of the other axis. */
export type Gap = {
  readonly kind: "gap";
  readonly axis: Axis;
  readonly at: number;
  readonly from: number;
  readonly to: number;
};

/** Boxes as intervals along an axis; `low` and `high` are across it. */
type Span = {
  readonly start: number;
  readonly end: number;
  readonly low: number;
  readonly high: number;
};
type Pair = readonly [Span, Span];

const SAME = 0.5;
/** Narrower ones are boxes that touch. */
const NARROWEST = 1;

/** The shortest way to a place with equal gaps; null where none is within reach. */
export function toEqualGap(
  moving: Box,
  others: readonly Box[],
  axis: Axis,
  reach: number,
): number | null {
  const own = spanOf(moving, axis);
  const length = own.end - own.start;
  let best: number | null = null;
  for (const [a, b] of neighbors(own, others, axis)) {
    const gap = b.start - a.end;
    const starts = [b.end + gap, a.start - gap - length];
    if (gap > length) starts.push(a.end + (gap - length) / 2);
    for (const start of starts) {
      const way = start - own.start;
      if (Math.abs(way) <= (best === null ? reach : Math.abs(best) - 1e-6)) best = way;
    }
  }
  return best;
}

/** The gaps beside a box that are as wide as one another, or as one between two others. */
export function equalGaps(landed: Box, others: readonly Box[], axis: Axis): Gap[] {
  const own = spanOf(landed, axis);
  const band = inBand(own, others, axis);
  const before = band.filter(({ end }) => end <= own.start - NARROWEST).at(-1);
  const after = band.find(({ start }) => start >= own.end + NARROWEST);
  const left: Pair | null = before ? [before, own] : null;
  const right: Pair | null = after ? [own, after] : null;
  const pairs = neighbors(own, others, axis);
  const found = new Set<Pair>();
  for (const beside of [left, right]) {
    if (!beside) continue;
    for (const pair of [left, right, ...pairs]) {
      if (pair && pair !== beside && isSame(pair, beside)) found.add(beside).add(pair);
    }
  }
  return [...found].map((pair) => drawn(pair, axis));
}

/** Each box with the next along the axis, of those that lie level with the moving one. */
function neighbors(own: Span, others: readonly Box[], axis: Axis): Pair[] {
  const band = inBand(own, others, axis);
  const pairs: Pair[] = [];
  band.forEach((a, i) => {
    let next = i + 1;
    while (next < band.length && (band[next]?.start ?? 0) < a.end + NARROWEST) next += 1;
    const b = band[next];
    if (b) pairs.push([a, b]);
  });
  return pairs;
}

function inBand(own: Span, others: readonly Box[], axis: Axis): Span[] {
  return others
    .map((box) => spanOf(box, axis))
    .filter(({ low, high }) => low < own.high && high > own.low)
    .sort((a, b) => a.start - b.start);
}

function spanOf({ x, y, w, h }: Box, axis: Axis): Span {
  return axis === "x"
    ? { start: x, end: x + w, low: y, high: y + h }
    : { start: y, end: y + h, low: x, high: x + w };
}

function isSame([a, b]: Pair, [c, d]: Pair): boolean {
  return Math.abs(b.start - a.end - (d.start - c.end)) < SAME;
}

function drawn([a, b]: Pair, axis: Axis): Gap {
  const [low, high] = [Math.max(a.low, b.low), Math.min(a.high, b.high)];
  // Boxes that are both level with the moving one need not be level with each other.
  const at = low < high ? (low + high) / 2 : (a.low + a.high) / 2;
  return { kind: "gap", axis, at, from: a.end, to: b.start };
}
