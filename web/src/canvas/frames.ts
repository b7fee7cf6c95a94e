/** Which frame a place belongs to: pure geometry over the projected items. */
import type { Projection } from "../doc/projection";
import type { NodeItem, Point } from "../doc/schema";
import { FRAME_SIZE } from "../items/layout";

/** The topmost frame that holds a point, leaving out some. */
export function frameAt(
  view: Projection,
  point: Point,
  except: ReadonlySet<string> = new Set(),
): string | null {
  const frames = view.all().filter((item) => item.type === "frame" && !except.has(item.id));
  const hit = frames.filter(({ position, size }) => {
    const { w, h } = size ?? FRAME_SIZE;
    const [dx, dy] = [point.x - position.x, point.y - position.y];
    return dx >= 0 && dy >= 0 && dx <= w && dy <= h;
  });
  return hit.at(-1)?.id ?? null;
}

/** Ids with what lies in the frames among them: what moves when they move. */
export function withChildren(view: Projection, ids: Iterable<string>): Set<string> {
  const all = new Set(ids);
  for (const id of [...all]) {
    if (view.node(id)?.type !== "frame") continue;
    for (const child of view.childrenOf(id)) all.add(child.id);
  }
  return all;
}

/** What moves when these are moved: with what lies in the frames among them, without what is locked. */
export function movable(view: Projection, ids: Iterable<string>): NodeItem[] {
  const free = [...ids].filter((id) => view.node(id)?.locked === false);
  return [...withChildren(view, free)]
    .map((id) => view.node(id))
    .filter((item) => item !== undefined)
    .filter((item) => !item.locked);
}
