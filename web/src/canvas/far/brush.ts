/** Strokes that the drawings of all items are made of. `scale` is pixels per unit of the canvas. */
import type { Box } from "../../doc/edits";
import type { Catalog } from "../../doc/catalog";
import { pixelsFor, turnSize, WHOLE, wholeWidth } from "../../doc/cut";
import type { Cut } from "../../doc/schema";
import type { Curve } from "../curve";
import type { Palette } from "./palette";
import type { Pictures } from "./pictures";

export type Context = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

export type Brush = {
  readonly ctx: Context;
  readonly scale: number;
  /** Pixels of the screen per pixel of a stylesheet. */
  readonly ratio: number;
  readonly palette: Palette;
  readonly pictures: Pictures;
  readonly catalog: Catalog;
};

/** A line never thinner than this many pixels. */
const THINNEST = 0.75;
export const SMALLEST_TEXT = 3.2;
export const FONT = '"Inter Variable", system-ui, sans-serif';

export function lineWidth({ scale, ratio }: Brush, width: number): number {
  return Math.max(width, (THINNEST * ratio) / scale);
}

export function fillRound({ ctx }: Brush, { x, y, w, h }: Box, radius: number): void {
  ctx.beginPath();
  ctx.roundRect(x, y, w, h, Math.min(radius, w / 2, h / 2));
  ctx.fill();
}

/** Words where they can still be made out, else the bar that they are from so far away. */
export function words(brush: Brush, text: string, at: Box, size: number, weight = 400): void {
  if (at.w > 0) letters(brush, fitted(text, at.w, size), at, size, weight);
}

/** The same, whole. */
export function letters(brush: Brush, text: string, at: Box, size: number, weight: number): void {
  const { ctx, scale, ratio } = brush;
  if (text === "") return;
  if (size * scale < SMALLEST_TEXT * ratio) {
    bar(brush, { ...at, w: Math.min(at.w, text.length * size * 0.5) }, size);
    return;
  }
  ctx.font = `${weight} ${size}px ${FONT}`;
  ctx.textBaseline = "middle";
  ctx.fillText(text, at.x, at.y + at.h / 2, at.w);
}

export function bar({ ctx }: Brush, { x, y, w, h }: Box, size: number): void {
  const alpha = ctx.globalAlpha;
  ctx.globalAlpha = alpha * 0.4;
  ctx.fillRect(x, y + (h - size * 0.5) / 2, w, size * 0.5);
  ctx.globalAlpha = alpha;
}

/** About as much of a line as fits; measuring every word would cost more than it shows. */
export function fitted(text: string, width: number, size: number): string {
  const most = Math.max(1, Math.floor(width / (size * 0.5)));
  return text.length <= most ? text : `${text.slice(0, most - 1).trimEnd()}…`;
}

/** Lines of the given width, by words; of about that width, where they are not measured. */
export function wrapped(
  text: string,
  width: number,
  size: number,
  most: number,
  widthOf = (line: string): number => line.length * size * 0.49,
): string[] {
  const lines: string[] = [];
  for (const paragraph of text.split("\n")) {
    let line = "";
    for (const word of paragraph.split(" ")) {
      const longer = line === "" ? word : `${line} ${word}`;
      if (line !== "" && longer.length > 4 && widthOf(longer) > width) {
        lines.push(line);
        line = word;
      } else line = longer;
      if (lines.length >= most) return lines;
    }
    lines.push(line);
    if (lines.length >= most) return lines;
  }
  return lines;
}

/** A picture that fills its box, as `object-fit: cover` does; neutral until it is there. */
export function picture(brush: Brush, asset: string, box: Box, cut: Cut = WHOLE): void {
  const { ctx, scale, pictures, palette } = brush;
  const bitmap = pictures.get(asset, wholeWidth(cut, box) * scale);
  if (!bitmap) {
    ctx.fillStyle = palette.token("press");
    ctx.fillRect(box.x, box.y, box.w, box.h);
    return;
  }
  const { x, y, w, h } = pixelsFor(cut, { w: bitmap.width, h: bitmap.height }, box);
  if (cut.turn === 0) {
    ctx.drawImage(bitmap, x, y, w, h, box.x, box.y, box.w, box.h);
    return;
  }
  const size = turnSize(box, cut.turn);
  ctx.save();
  ctx.translate(box.x + box.w / 2, box.y + box.h / 2);
  ctx.rotate((cut.turn * Math.PI) / 180);
  ctx.drawImage(bitmap, x, y, w, h, -size.w / 2, -size.h / 2, size.w, size.h);
  ctx.restore();
}

/** A width in pixels of the screen keeps it whatever the zoom. */
export function curve(
  brush: Brush,
  { from, pullFrom, pullTo, to }: Curve,
  color: string,
  pixels: number | null = null,
): void {
  const { ctx } = brush;
  ctx.beginPath();
  ctx.moveTo(from.x, from.y);
  ctx.bezierCurveTo(pullFrom.x, pullFrom.y, pullTo.x, pullTo.y, to.x, to.y);
  ctx.strokeStyle = color;
  ctx.lineWidth = pixels === null ? lineWidth(brush, 1.75) : (pixels * brush.ratio) / brush.scale;
  ctx.stroke();
}
