/** Finds room beside something: pure. */
import { grown, meet } from "../canvas/spatial";
import type { Box } from "../doc/edits";
import type { Point, Size } from "../doc/schema";

const GAP = 48;

/** On the side where that is nearest, the right one first; in line with the upper left corner. */
export function beside(of: Box, size: Size, taken: readonly Box[]): Point {
  const { x, y, w, h } = of;
  const free = (at: Point, past: (box: Box, other: Box) => Partial<Point>): Box =>
    slid({ ...at, ...size }, taken, past);
  const places = [
    free({ x: x + w + GAP, y }, (_, other) => ({ x: other.x + other.w + GAP })),
    free({ x, y: y + h + GAP }, (_, other) => ({ y: other.y + other.h + GAP })),
    free({ x: x - GAP - size.w, y }, (box, other) => ({ x: other.x - GAP - box.w })),
    free({ x, y: y - GAP - size.h }, (box, other) => ({ y: other.y - GAP - box.h })),
  ];
  const far = (box: Box): number =>
    Math.max(x - box.x - box.w, box.x - x - w, 0) + Math.max(y - box.y - box.h, box.y - y - h, 0);
  const [best = of] = places.sort((one, other) => far(one) - far(other));
  return { x: best.x, y: best.y };
}

/** Past each thing that is in its way. */
function slid(
  box: Box,
  taken: readonly Box[],
  past: (box: Box, other: Box) => Partial<Point>,
): Box {
  let at = box;
  for (;;) {
    const near = grown(at, GAP / 2);
    const other = taken.find((each) => meet(near, each));
    if (!other) return at;
    at = { ...at, ...past(at, other) };
  }
}
