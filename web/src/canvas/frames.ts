/** Which frame a place belongs to: pure geometry over the projected items. */
import type { Projection } from "../doc/projection";
import type { Point } from "../doc/schema";
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
