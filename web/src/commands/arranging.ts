/** What the commands that arrange do to the open board; the geometry is in `arrange/`. */
import { align, distribute, type Axis, type Side } from "../arrange/align";
import { restack, type Layered } from "../arrange/stack";
import type { Session } from "../board/session";
import { movable } from "../canvas/frames";
import { land } from "../canvas/move";
import { boxOf } from "../canvas/place";
import type { Box } from "../doc/edits";
import type { NodeItem, Point } from "../doc/schema";
import { units } from "./actions";

export function alignSelection(session: Session, side: Side): void {
  put(session, align(boxesOf(session, units(session)), side));
}

export function distributeSelection(session: Session, axis: Axis): void {
  put(session, distribute(boxesOf(session, units(session)), axis));
}

export function boxesOf(session: Session, items: readonly NodeItem[]): Map<string, Box> {
  const boxes = new Map<string, Box>();
  for (const { id } of items) {
    const box = boxOf(session, id);
    if (box) boxes.set(id, box);
  }
  return boxes;
}

/** Puts items where they should lie, with what their frames carry, as one step; locked ones stay. */
export function put(session: Session, places: ReadonlyMap<string, Point>): void {
  const { view } = session;
  const positions = new Map<string, Point>();
  for (const [id, { x, y }] of places) {
    const from = view.node(id)?.position;
    if (!from) continue;
    for (const moved of movable(view, [id])) {
      const { position } = moved;
      positions.set(moved.id, { x: position.x + x - from.x, y: position.y + y - from.y });
    }
  }
  if (positions.size > 0) land(session, positions);
}

/** Frames lie under everything else: they are ordered among themselves. */
export function stepSelection(session: Session, way: "up" | "down"): void {
  const { view, ui, edits } = session;
  const moved = ui.selection.get();
  const layered = (item: NodeItem): Layered => {
    const box = boxOf(session, item.id) ?? { ...item.position, w: 0, h: 0 };
    return { id: item.id, z: item.z, box };
  };
  const isFrame = (item: NodeItem): boolean => item.type === "frame";
  const layers = [view.all().filter(isFrame), view.all().filter((item) => !isFrame(item))];
  const keys = layers.flatMap((items) => [...restack(items.map(layered), moved, way)]);
  edits.setOrder(new Map(keys));
}
