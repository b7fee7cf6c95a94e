/** Draws a dragged box to the sides and middles of others, to equal gaps, or to the grid: pure. */
import type { Box } from "../doc/edits";
import type { Point } from "../doc/schema";
import { equalGaps, toEqualGap, type Gap } from "./gaps";

/** A line across at `at` of its axis, as long as what it joins. */
export type Line = {
  readonly kind: "line";
  readonly axis: "x" | "y";
  readonly at: number;
  readonly from: number;
  readonly to: number;
};

export type Guide = Line | Gap;

export type SnapOptions = {
  /** How near to an item is near enough. */
  readonly reach: number;
  /** How far apart the lines of the grid are; null without one. */
  readonly grid: number | null;
};

export type Snapped = { readonly by: Point; readonly guides: readonly Guide[] };

const SAME = 0.5;

/** How much further the box goes, and what it then lines up with; items come before the grid. */
export function snap(moving: Box, others: readonly Box[], { reach, grid }: SnapOptions): Snapped {
  const [x, y] = [shortest(moving, others, "x", reach), shortest(moving, others, "y", reach)];
  const by = {
    x: x ?? toGrid(moving.x, grid),
    y: y ?? toGrid(moving.y, grid),
  };
  const landed = { ...moving, x: moving.x + by.x, y: moving.y + by.y };
  return {
    by,
    guides: [
      ...(x === null ? [] : guides(landed, others, "x")),
      ...(y === null ? [] : guides(landed, others, "y")),
      ...(x === null ? [] : equalGaps(landed, others, "x")),
      ...(y === null ? [] : equalGaps(landed, others, "y")),
    ],
  };
}

/** To a line of another or to an equal gap, whichever is nearer. */
function shortest(
  moving: Box,
  others: readonly Box[],
  axis: "x" | "y",
  reach: number,
): number | null {
  const line = nearest(moving, others, axis, reach);
  const gap = toEqualGap(moving, others, axis, line === null ? reach : Math.abs(line) - 1e-6);
  return gap ?? line;
}

/** The shortest way to a line of another; null where none is near. */
function nearest(
  moving: Box,
  others: readonly Box[],
  axis: "x" | "y",
  reach: number,
): number | null {
  let best: number | null = null;
  const own = lines(moving, axis);
  for (const other of others) {
    for (const line of lines(other, axis)) {
      for (const mine of own) {
        const way = line - mine;
        if (Math.abs(way) <= (best === null ? reach : Math.abs(best) - 1e-6)) best = way;
      }
    }
  }
  return best;
}

function guides(landed: Box, others: readonly Box[], axis: "x" | "y"): Line[] {
  const found = new Map<number, Line>();
  const [cross, length] = axis === "x" ? (["y", "h"] as const) : (["x", "w"] as const);
  const own = lines(landed, axis);
  for (const other of others) {
    for (const line of lines(other, axis)) {
      if (!own.some((mine) => Math.abs(line - mine) < SAME)) continue;
      const before = found.get(line);
      const from = Math.min(landed[cross], other[cross], before?.from ?? Infinity);
      const ends = [landed[cross] + landed[length], other[cross] + other[length]];
      found.set(line, {
        kind: "line",
        axis,
        at: line,
        from,
        to: Math.max(...ends, before?.to ?? -Infinity),
      });
    }
  }
  return [...found.values()];
}

function lines(box: Box, axis: "x" | "y"): readonly number[] {
  const length = axis === "x" ? box.w : box.h;
  return [box[axis], box[axis] + length / 2, box[axis] + length];
}

function toGrid(start: number, grid: number | null): number {
  if (grid === null) return 0;
  return Math.round(start / grid) * grid - start;
}
