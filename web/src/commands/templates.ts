/** Putting a template on the board; comes when it is first asked for. */
import { bringTemplate } from "../api/library";
import { sentence } from "../api/client";
import type { Session } from "../board/session";
import { roomForSize, stepAside } from "../canvas/place";
import { placeAt, shift } from "../doc/clipboard";
import type { NewNode } from "../doc/make";
import type { Point } from "../doc/schema";
import { nodesOf, sizeOf } from "../doc/template";
import { t } from "../i18n/i18n";
import { toast } from "../ui/Toast";
import { select } from "./actions";

/** With its middle at the point, or near it where there is room. One step of undo. */
export async function insertTemplate(
  session: Session,
  template: string,
  at: Point,
  { near = false }: { near?: boolean } = {},
): Promise<void> {
  try {
    const whole = await bringTemplate(session.board.id, template);
    const nodes = nodesOf(whole.nodes);
    if (nodes.length === 0) return;
    place(session, nodes, at, near);
  } catch (error) {
    toast(t("The template was not added. {why}", { why: sentence(error) }), { kind: "bad" });
  }
}

function place(session: Session, nodes: readonly NewNode[], at: Point, near: boolean): void {
  const { view, edits, ui } = session;
  const middle = near ? roomForSize(session, sizeOf(nodes), at, true) : at;
  const placed = placeAt(nodes, middle);
  const by = stepAside(
    view.all().map(({ position }) => position),
    placed.map(({ position }) => position),
  );
  const ids = edits.addNodes(shift(placed, by, by));
  select(session, ids);
  if (near) ui.canvas.get()?.fit(ids);
}
