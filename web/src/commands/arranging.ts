/** What the commands that arrange do to the open board; the geometry is in `arrange/`. */
import { align, around, distribute, type Axis, type Side } from "../arrange/align";
import { restack, type Layered } from "../arrange/stack";
import { wall } from "../arrange/wall";
import type { Session } from "../board/session";
import { frameFor, movable } from "../canvas/frames";
import { land } from "../canvas/move";
import { boxOf } from "../canvas/place";
import type { Box } from "../doc/edits";
import type { NodeItem, Point } from "../doc/schema";
import { pictures, units } from "./actions";

export function alignSelection(session: Session, side: Side): void {
  const all = unitBoxes(session, units(session));
  put(session, all, align(boxesIn(all), side));
}

export function distributeSelection(session: Session, axis: Axis): void {
  const all = unitBoxes(session, units(session));
  put(session, all, distribute(boxesIn(all), axis));
}

/** What is moved as one, by the id of one of it. */
type Units = ReadonlyMap<string, { readonly ids: readonly string[]; readonly box: Box }>;

function unitBoxes(session: Session, all: readonly (readonly NodeItem[])[]): Units {
  const found = new Map<string, { ids: string[]; box: Box }>();
  for (const items of all) {
    const boxes = boxesOf(session, items);
    const ids = [...boxes.keys()];
    if (ids[0] !== undefined) found.set(ids[0], { ids, box: around(boxes.values()) });
  }
  return found;
}

function boxesIn(all: Units): Map<string, Box> {
  return new Map([...all].map(([id, { box }]) => [id, box]));
}

function boxesOf(session: Session, items: readonly NodeItem[]): Map<string, Box> {
  const boxes = new Map<string, Box>();
  for (const { id } of items) {
    const box = boxOf(session, id);
    if (box) boxes.set(id, box);
  }
  return boxes;
}

/** Puts items where they should lie, with what their frames carry, as one step; locked ones stay. */
function put(session: Session, all: Units, places: ReadonlyMap<string, Point>): void {
  const { view } = session;
  const positions = new Map<string, Point>();
  for (const [unit, { x, y }] of places) {
    const { ids, box } = all.get(unit) ?? { ids: [], box: { x, y } };
    for (const { id, position } of movable(view, ids)) {
      positions.set(id, { x: position.x + x - box.x, y: position.y + y - box.y });
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

/** Pictures as one wall, from where the first of them lies, in reading order. */
export function packSelection(session: Session): void {
  const { view, edits } = session;
  const boxes = boxesOf(session, pictures(session));
  const sorted = [...boxes].sort(([, a], [, b]) => a.y - b.y || a.x - b.x);
  const { x, y } = around(boxes.values());
  const sizes = sorted.map(([, box]) => box);
  const placed = new Map(wall(sizes, { x, y }).map((box, i) => [sorted[i]?.[0] ?? "", box]));
  const parents = new Map<string, string | null>();
  for (const [id, box] of placed) {
    const before = view.node(id)?.parent ?? null;
    const parent = frameFor(view, box, before);
    if (parent !== before) parents.set(id, parent);
  }
  edits.placeNodes(placed, parents);
}

/** A graph in layers; its library comes when it is first asked for. */
export async function tidySelection(session: Session): Promise<void> {
  const items = units(session)
    .flat()
    .filter(({ locked }) => !locked);
  const all = unitBoxes(
    session,
    items.map((item) => [item]),
  );
  const { tidied } = await import("../arrange/tidy");
  put(session, all, tidied(boxesIn(all), session.view.edges));
}
