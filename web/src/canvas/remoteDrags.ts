/**
 * Where items are that somebody else is dragging, gliding between the places that come in.
 *
 * A drag counts from where the item was when it was first seen moving: the drop reaches us through
 * the document and the end of the drag through awareness, in either order, and neither may make the
 * item jump. Knows neither DOM nor React.
 */
import type { Session } from "../board/session";
import { NO_IDS } from "../board/ui";
import type { Point } from "../doc/schema";
import type { Dragging } from "../presence/peers";
import { Glide } from "../presence/glide";
import { createStore, type Store } from "../store/store";

type Moved = { base: Point; landedBy: Point | null };
type Drag = { readonly glide: Glide; readonly items: Map<string, Moved> };

const NOWHERE: Point = { x: 0, y: 0 };

export class RemoteDrags {
  /** What others drag just now. */
  readonly ids: Store<ReadonlySet<string>> = createStore<ReadonlySet<string>>(NO_IDS);
  private readonly drags = new Map<number, Drag>();

  constructor(private readonly session: Pick<Session, "presence" | "view">) {}

  /** Take in what others say now. */
  update(now: number): void {
    const seen = new Set<number>();
    for (const { client, dragging } of this.session.presence.others()) {
      if (!dragging) continue;
      seen.add(client);
      this.follow(client, dragging, now);
    }
    for (const client of this.drags.keys()) if (!seen.has(client)) this.drags.delete(client);
    const ids = new Set([...this.drags.values()].flatMap(({ items }) => [...items.keys()]));
    const before = this.ids.get();
    if (ids.size !== before.size || [...ids].some((id) => !before.has(id))) this.ids.set(ids);
  }

  positions(now: number): Map<string, Point> {
    const positions = new Map<string, Point>();
    for (const { glide, items } of this.drags.values()) {
      const { x, y } = glide.at(now);
      for (const [id, { base }] of items) positions.set(id, { x: base.x + x, y: base.y + y });
    }
    return positions;
  }

  isMoving(now: number): boolean {
    return [...this.drags.values()].some(({ glide }) => glide.isMoving(now));
  }

  private follow(client: number, { nodes, dx, dy }: Dragging, now: number): void {
    const offset = { x: dx, y: dy };
    const before = this.drags.get(client);
    const items = new Map<string, Moved>();
    const last = before?.glide.target ?? offset;
    let isAnew = false;
    for (const id of nodes) {
      const item = this.session.view.node(id);
      if (!item) continue;
      const moved = before?.items.get(id) ?? { base: item.position, landedBy: null };
      isAnew = rebased(moved, item.position, last, offset) || isAnew;
      items.set(id, moved);
    }
    const glide = before && !isAnew ? before.glide : new Glide(NOWHERE);
    glide.aim(offset, now);
    this.drags.set(client, { glide, items });
  }
}

/** Dropped and taken up again before the end of the first drag was heard: it counts from there. */
function rebased(moved: Moved, position: Point, last: Point, offset: Point): boolean {
  if (isSame(moved.base, position)) return false;
  moved.landedBy ??= last;
  if (isSame(moved.landedBy, offset)) return false;
  moved.base = position;
  moved.landedBy = null;
  return true;
}

function isSame(a: Point, b: Point): boolean {
  return a.x === b.x && a.y === b.y;
}
