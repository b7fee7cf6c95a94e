/** The part of a picture that is kept, after a drag of one of its edges or of all of it: pure. */
import type { Box } from "../doc/edits";
import type { Point } from "../doc/schema";

/** Which way it pulls; neither way is the inside, which moves the part as it is. */
export type Edge = { readonly name: string; readonly sx: number; readonly sy: number };

export const EDGES: readonly Edge[] = [
  { name: "top", sx: 0, sy: -1 },
  { name: "right", sx: 1, sy: 0 },
  { name: "bottom", sx: 0, sy: 1 },
  { name: "left", sx: -1, sy: 0 },
  { name: "upper left", sx: -1, sy: -1 },
  { name: "upper right", sx: 1, sy: -1 },
  { name: "lower left", sx: -1, sy: 1 },
  { name: "lower right", sx: 1, sy: 1 },
];

/** Of the whole picture; nobody can take hold of less. */
const LEAST = 0.02;

/** All in parts of the whole picture, which it never leaves. */
export function movedCrop(start: Box, { sx, sy }: Edge, by: Point): Box {
  const across = moved(start.x, start.w, sx, by.x, sx === 0 && sy === 0);
  const down = moved(start.y, start.h, sy, by.y, sx === 0 && sy === 0);
  return { x: across.start, w: across.length, y: down.start, h: down.length };
}

function moved(start: number, length: number, side: number, by: number, isInside: boolean) {
  if (isInside) return { start: clamp(start + by, 0, 1 - length), length };
  const end = start + length;
  if (side < 0) {
    const first = clamp(start + by, 0, Math.max(0, end - LEAST));
    return { start: first, length: end - first };
  }
  if (side > 0) return { start, length: clamp(end + by, Math.min(1, start + LEAST), 1) - start };
  return { start, length };
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
