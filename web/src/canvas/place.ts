/** Finds room on the board for something that was not put anywhere in particular. */
import type { Session } from "../board/session";
import type { Box } from "../doc/edits";
import type { Point, Size } from "../doc/schema";
import { layoutOf } from "../items/layout";

const GAP = 24;
const RINGS = 6;

/** The middle of the nearest free place for a size, around a point. */
export function freeMiddle(session: Session, at: Point, size: Size): Point {
  const taken = session.view
    .all()
    .filter((item) => item.type !== "frame")
    .map((item): Box => boxOf(session, item.id) ?? { ...item.position, ...size });
  for (const middle of around(at, size)) {
    const box = { x: middle.x - size.w / 2, y: middle.y - size.h / 2, ...size };
    if (!taken.some((other) => overlap(box, other))) return middle;
  }
  return at;
}

/** An item's place and size as it is drawn. */
export function boxOf(session: Session, id: string): Box | null {
  const { view, catalog, ui } = session;
  const item = view.node(id);
  if (!item) return null;
  const expanded = ui.expanded.get().has(id);
  const { width, height } = layoutOf(catalog, { item, result: view.result(id), expanded });
  return { ...item.position, w: width, h: height };
}

/** The point itself, then places one step further out each time. */
function* around(at: Point, { w, h }: Size): Generator<Point> {
  yield at;
  for (let ring = 1; ring <= RINGS; ring += 1) {
    for (let column = -ring; column <= ring; column += 1) {
      for (let row = -ring; row <= ring; row += 1) {
        if (Math.max(Math.abs(column), Math.abs(row)) !== ring) continue;
        yield { x: at.x + (column * (w + GAP)) / 2, y: at.y + (row * (h + GAP)) / 2 };
      }
    }
  }
}

function overlap(a: Box, b: Box): boolean {
  return (
    a.x < b.x + b.w + GAP / 2 &&
    b.x < a.x + a.w + GAP / 2 &&
    a.y < b.y + b.h + GAP / 2 &&
    b.y < a.y + a.h + GAP / 2
  );
}
