/** Where on the board somebody is and what they do there, in a few words. */
import { titleOf, type Catalog } from "../doc/catalog";
import type { Projection } from "../doc/projection";
import type { NodeItem, Point } from "../doc/schema";
import { t } from "../i18n/i18n";
import type { Peer } from "./peers";

export function whereabouts(
  peer: Pick<Peer, "away" | "editing" | "cursor" | "viewport" | "presenting">,
  { view, catalog }: { view: Pick<Projection, "all" | "node">; catalog: Catalog },
): string {
  if (peer.away) return t("away");
  if (peer.presenting) return t("presenting");
  const edited = peer.editing && view.node(peer.editing.node);
  if (edited) return t("editing “{title}”", { title: titleOf(edited, catalog) });
  const at = peer.cursor ?? middleOf(peer.viewport);
  const frame = at && frameAt(view.all(), at);
  return frame ? t("in “{title}”", { title: titleOf(frame, catalog) }) : t("on the board");
}

function middleOf(box: Peer["viewport"]): Point | null {
  return box && { x: box.x + box.w / 2, y: box.y + box.h / 2 };
}

/** The smallest frame around a point. */
function frameAt(items: readonly NodeItem[], { x, y }: Point): NodeItem | undefined {
  return items
    .filter(({ type, position, size }) => {
      if (type !== "frame" || !size) return false;
      const [left, top] = [x - position.x, y - position.y];
      return left >= 0 && top >= 0 && left <= size.w && top <= size.h;
    })
    .sort((a, b) => area(a) - area(b))[0];
}

function area({ size }: NodeItem): number {
  return size ? size.w * size.h : 0;
}
