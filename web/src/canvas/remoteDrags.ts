/**
 * Where items are that somebody else is dragging.
 *
 * A drag counts from where the item was when it was first seen moving: the drop reaches us through
 * the document and the end of the drag through awareness, in either order, and neither may make the
 * item jump.
 */
import type { Session } from "../board/session";
import type { Point } from "../doc/schema";

const bases = new WeakMap<Session, Map<string, Point>>();

export function remotePositions(session: Session): ReadonlyMap<string, Point> {
  const known = bases.get(session) ?? new Map<string, Point>();
  const next = new Map<string, Point>();
  const positions = new Map<string, Point>();
  for (const { dragging, client } of session.presence.others()) {
    for (const id of dragging?.nodes ?? []) {
      const item = session.view.node(id);
      if (!item || !dragging) continue;
      const key = `${client}:${id}`;
      const base = known.get(key) ?? item.position;
      next.set(key, base);
      positions.set(id, { x: base.x + dragging.dx, y: base.y + dragging.dy });
    }
  }
  bases.set(session, next);
  return positions;
}
