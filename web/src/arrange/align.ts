/** Lines boxes up, or spreads them evenly: pure, and only what changes its place is told. */
import type { Box } from "../doc/edits";
import type { Point } from "../doc/schema";

export type Side = "left" | "center" | "right" | "top" | "middle" | "bottom";
export type Axis = "x" | "y";
type Boxes = ReadonlyMap<string, Box>;
type Places = Map<string, Point>;

const LENGTH = { x: "w", y: "h" } as const;
/** How much of what is left over lies before the box. */
const SHARE = { left: 0, center: 0.5, right: 1, top: 0, middle: 0.5, bottom: 1 } as const;

export function align(boxes: Boxes, side: Side): Places {
  const axis = side === "left" || side === "center" || side === "right" ? "x" : "y";
  const { start, end } = spanOf(boxes.values(), axis);
  return placed(boxes, axis, (box) => start + (end - start - box[LENGTH[axis]]) * SHARE[side]);
}

/** The same gap between neighbours, in the order of their middles; the outermost stay. */
export function distribute(boxes: Boxes, axis: Axis): Places {
  const length = LENGTH[axis];
  const middle = (box: Box): number => box[axis] + box[length] / 2;
  const sorted = [...boxes].sort(([, a], [, b]) => middle(a) - middle(b));
  const [first, last] = [sorted[0]?.[1], sorted.at(-1)?.[1]];
  if (!first || !last || sorted.length < 3) return new Map();
  const taken = sorted.reduce((sum, [, box]) => sum + box[length], 0);
  const gap = (last[axis] + last[length] - first[axis] - taken) / (sorted.length - 1);
  const starts = new Map<Box, number>();
  let next = first[axis];
  for (const [, box] of sorted) {
    starts.set(box, next);
    next += box[length] + gap;
  }
  return placed(boxes, axis, (box) => starts.get(box) ?? box[axis]);
}

export function around(boxes: Iterable<Box>): Box {
  const all = [...boxes];
  const [x, y] = [spanOf(all, "x"), spanOf(all, "y")];
  return { x: x.start, y: y.start, w: x.end - x.start, h: y.end - y.start };
}

function spanOf(boxes: Iterable<Box>, axis: Axis): { start: number; end: number } {
  const all = [...boxes];
  return {
    start: Math.min(...all.map((box) => box[axis])),
    end: Math.max(...all.map((box) => box[axis] + box[LENGTH[axis]])),
  };
}

function placed(boxes: Boxes, axis: Axis, startOf: (box: Box) => number): Places {
  const places: Places = new Map();
  for (const [id, box] of boxes) {
    const start = Math.round(startOf(box));
    if (start !== box[axis]) places.set(id, { x: box.x, y: box.y, [axis]: start });
  }
  return places;
}
