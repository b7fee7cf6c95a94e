/** Whether any item shows in a part of the canvas: pure. */
import type { Box } from "../doc/edits";
import type { Point } from "../doc/schema";

type Placed = {
  readonly position: Point;
  readonly width?: number | undefined;
  readonly height?: number | undefined;
};

export function isAnyInView(items: Iterable<Placed>, { x, y, w, h }: Box): boolean {
  for (const { position, width = 0, height = 0 } of items) {
    const across = position.x < x + w && position.x + width > x;
    if (across && position.y < y + h && position.y + height > y) return true;
  }
  return false;
}
