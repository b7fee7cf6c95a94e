/** What is selected, by this person and by others, drawn over the bitmap. */
import type { Session } from "../../board/session";
import type { Box } from "../../doc/edits";
import { inkOn } from "../../ui/color";
import { meet } from "../spatial";
import type { Curve } from "../curve";
import { curve, lineWidth, words, type Brush } from "./brush";

export function drawMarks(
  brush: Brush,
  { ui, presence }: Session,
  area: Box,
  boxOf: (id: string) => Box | null,
  curveAt: (edge: string) => Curve | null,
): void {
  for (const { person, selection } of presence.others()) {
    const boxes = selection.map(boxOf).filter((box) => box !== null && meet(box, area));
    for (const box of boxes) if (box) outline(brush, box, person.color, 1.5);
    const [first] = boxes;
    if (first) nameTag(brush, first, person.name, person.color);
  }
  const accent = brush.palette.token("accent");
  for (const id of ui.edgeSelection.get()) {
    const line = curveAt(id);
    if (line) curve(brush, line, accent, 3.25);
  }
  for (const id of ui.selection.get()) {
    const box = boxOf(id);
    if (box && meet(box, area)) outline(brush, box, accent, 2);
  }
}

/** Outside the item, as wide on the screen whatever the zoom. */
function outline(brush: Brush, { x, y, w, h }: Box, color: string, pixels: number): void {
  const { ctx, scale, ratio } = brush;
  const width = (pixels * ratio) / scale;
  ctx.strokeStyle = color;
  ctx.lineWidth = Math.max(width, lineWidth(brush, 0));
  ctx.strokeRect(x - width / 2, y - width / 2, w + width, h + width);
}

function nameTag(brush: Brush, { x, y }: Box, name: string, color: string): void {
  const { ctx, scale, ratio } = brush;
  const unit = ratio / scale;
  const w = Math.min(120, name.length * 6.2 + 10) * unit;
  const box = { x, y: y - 17 * unit, w, h: 15 * unit };
  ctx.fillStyle = color;
  ctx.beginPath();
  ctx.roundRect(box.x, box.y, box.w, box.h, 4 * unit);
  ctx.fill();
  ctx.fillStyle = inkOn(color);
  words(brush, name, { ...box, x: x + 5 * unit, w: w - 8 * unit }, 10.5 * unit, 500);
}
