/** Puts on the board what made its pictures; comes when it is first asked for. */
import { bringGraph } from "../api/graphs";
import { sentence } from "../api/client";
import { around } from "../arrange/align";
import { beside } from "../arrange/beside";
import type { Session } from "../board/session";
import { boxOf } from "../canvas/place";
import { shift } from "../doc/clipboard";
import type { Box } from "../doc/edits";
import type { NewNode } from "../doc/make";
import { t } from "../i18n/i18n";
import { assetOf } from "../palette/asset";
import { toast } from "../ui/Toast";
import { select } from "./actions";
import { drawnSize, regrown, remarksOf, together } from "./regrown";

/** Beside each picture, selected, as one step of this person's undo. */
export async function addGraphs(session: Session, pictures: readonly string[]): Promise<void> {
  const { board, catalog, edits, ui, view } = session;
  const lots: NewNode[][] = [];
  const remarks = new Set<string>();
  const taken = view
    .all()
    .filter(({ hidden }) => !hidden)
    .map(({ id }) => boxOf(session, id))
    .filter((box) => box !== null);
  for (const id of pictures) {
    const asset = assetOf(session, id);
    const place = placeOf(session, id);
    if (asset === null || place === null) continue;
    try {
      const graph = await bringGraph(board.id, asset);
      const nodes = regrown(graph, catalog);
      const { x, y, w, h } = around(
        nodes.map((node) => ({ ...node.position, ...drawnSize(node, catalog) })),
      );
      const at = beside(place, { w, h }, taken);
      taken.push({ ...at, w, h });
      lots.push(shift(nodes, at.x - x, at.y - y));
      for (const remark of remarksOf(graph.remarks)) remarks.add(remark);
    } catch (error) {
      toast(t("The graph was not added. {why}", { why: sentence(error) }), { kind: "bad" });
    }
  }
  if (lots.length === 0) return;
  const ids = edits.addNodes(together(lots));
  select(session, ids);
  ui.canvas.get()?.fit([...pictures, ...ids]);
  if (remarks.size > 0) {
    toast([t("The picture may not come out the same."), ...remarks].join(" "), { kind: "bad" });
  }
}

/** A picture in a frame stays alone in it: what lies in a frame belongs to it. */
function placeOf(session: Session, id: string): Box | null {
  const parent = session.view.node(id)?.parent ?? null;
  return (parent === null ? null : placeOf(session, parent)) ?? boxOf(session, id);
}
