/** A drawing or an arrow as it lies on the board: its points, and the path that is drawn. Pure. */
import type { Box } from "../doc/edits";
import type { NodeItem, Point } from "../doc/schema";
import { arrowPath, headsOf, type Line } from "./arrow";
import { widthOf } from "./ink";
import { fitted, readStroke, smoothPath } from "./stroke";

type Inked = {
  readonly item: NodeItem;
  readonly box: Box;
  readonly layout: { readonly line?: Line };
};

/** Counted from the corner of its box. */
export function pointsOf({ item, box, layout }: Inked): readonly Point[] {
  if (item.type === "arrow") return layout.line ? [layout.line.from, layout.line.to] : [];
  return fitted(readStroke(item.params.path), box, widthOf(item));
}

export function pathOf(inked: Inked): string {
  const { item, layout } = inked;
  if (item.type !== "arrow") return smoothPath(pointsOf(inked));
  return layout.line ? arrowPath(layout.line, widthOf(item), headsOf(item)) : "";
}
