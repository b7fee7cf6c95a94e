/** Where items come to lie after a move: their positions, and the frames they now belong to. */
import type { Session } from "../board/session";
import type { Point } from "../doc/schema";
import { frameFor } from "./frames";
import { boxOf } from "./place";

/** Put a finished move into the document, as one step of undo. */
export function land(
  session: Session,
  positions: ReadonlyMap<string, Point>,
  step: string | null = null,
): void {
  const { view, edits } = session;
  const parents = new Map<string, string | null>();
  const moved = new Set(positions.keys());
  for (const [id, position] of positions) {
    const item = view.node(id);
    if (!item || item.type === "frame" || (item.parent !== null && moved.has(item.parent)))
      continue;
    const box = boxOf(session, id);
    if (!box) continue;
    const parent = frameFor(view, { ...box, ...position }, item.parent);
    if (parent !== item.parent) parents.set(id, parent);
  }
  edits.moveNodes(positions, { parents, step });
}
