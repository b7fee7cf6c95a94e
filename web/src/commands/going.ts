/** What the commands that go from item to item do; which one is next is `arrange/toward`'s. */
import { toward, type Direction } from "../arrange/toward";
import type { Session } from "../board/session";
import { boxOf } from "../canvas/place";
import type { Box } from "../doc/edits";
import { withMates } from "../doc/groups";
import { select } from "./actions";

/** From what has the focus, else from what was selected last, else from the middle of the screen. */
function startOf(session: Session): string | null {
  const { ui, view } = session;
  const focused = document.activeElement?.closest<HTMLElement>(".react-flow__node")?.dataset.id;
  const last = focused ?? [...ui.selection.get()].at(-1) ?? null;
  return last !== null && view.node(last) ? last : null;
}

export function go(session: Session, direction: Direction, adds: boolean): void {
  const { view, ui } = session;
  const canvas = ui.canvas.get();
  const start = startOf(session);
  const boxes = new Map<string, Box>();
  for (const { id, hidden } of view.all()) {
    const box = id === start || hidden ? null : boxOf(session, id);
    if (box) boxes.set(id, box);
  }
  const middle = canvas?.middle() ?? { x: 0, y: 0 };
  const from = start === null ? null : boxOf(session, start);
  const next = from ? toward(from, boxes, direction) : nearest(boxes, middle);
  if (next === null) return;
  const whole = withMates(view, [next]);
  select(session, adds ? [...ui.selection.get(), ...whole] : whole);
  canvas?.focus(next);
}

function nearest(boxes: ReadonlyMap<string, Box>, at: { x: number; y: number }): string | null {
  const away = ({ x, y, w, h }: Box): number => Math.hypot(x + w / 2 - at.x, y + h / 2 - at.y);
  const sorted = [...boxes].sort(([, a], [, b]) => away(a) - away(b));
  return sorted[0]?.[0] ?? null;
}
