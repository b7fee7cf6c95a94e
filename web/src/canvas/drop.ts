/** The end of a drag, however it was made: where things are let go they land in the document. */
import type { Session } from "../board/session";
import { NO_DRAG, NO_GUIDES } from "../board/ui";
import type { Point } from "../doc/schema";
import { copyTo } from "../commands/actions";
import { land } from "./move";

const importSplice = () => import("./splice");
let splicing: Awaited<ReturnType<typeof importSplice>> | null = null;

/** Until it has come, what is let go on an edge is only moved. */
export async function loadSplice(): Promise<void> {
  splicing ??= await importSplice();
}

/** Others get the end of a drag a little after the drop, which travels by another road. */
const DROP_HEAD_START_MS = 200;

/** Show a drag to this person and to the others; `by` is how far it has gone. */
export function carry(session: Session, under: ReadonlyMap<string, Point>, way: Point): void {
  const { ui, presence } = session;
  const { positions, by } = ui.snap.get()?.(under, way) ?? { positions: under, by: way };
  ui.drag.set(positions);
  aim(session, positions);
  presence.say({ dragging: { nodes: [...positions.keys()], dx: by.x, dy: by.y } });
}

function aim(session: Session, positions: ReadonlyMap<string, Point>): void {
  const { ui } = session;
  ui.aimed.set(splicing?.spliceAt(session, positions)?.edge.id ?? null);
  if (splicing) return;
  void loadSplice().then(() => {
    // Also for a hand that rests meanwhile.
    if (ui.drag.get() === positions) aim(session, positions);
  });
}

/** With `copies`, the dragged items stay where they were and copies of them land. */
export function drop(session: Session, copies = false): void {
  const { ui, presence } = session;
  const positions = ui.drag.get();
  if (positions.size === 0) return;
  const splice = copies ? null : splicing?.spliceAt(session, positions);
  if (copies) copyTo(session, positions);
  else land(session, positions);
  const [node] = positions.keys();
  if (splice && node !== undefined) session.edits.splice(node, splice);
  ui.drag.set(NO_DRAG);
  ui.aimed.set(null);
  ui.guides.set(NO_GUIDES);
  setTimeout(() => {
    if (ui.drag.get().size === 0) presence.say({ dragging: null });
  }, DROP_HEAD_START_MS);
}

/** Everything goes back to where it was. */
export function letGo({ ui, presence }: Session): void {
  ui.drag.set(NO_DRAG);
  ui.aimed.set(null);
  ui.guides.set(NO_GUIDES);
  presence.say({ dragging: null });
}
