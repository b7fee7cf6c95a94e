/**
 * What a hand moves from afar, on a sheet of its own: drawn once, and copied in each frame, since
 * many items are moved as one.
 */
import type { Box } from "../../doc/edits";
import type { Point } from "../../doc/schema";
import type { Piece } from "../scene";
import { grown, joined, meet } from "../spatial";
import type { Brush } from "./brush";
import type { Painter } from "./painter";

/** Fewer are drawn as quickly as they are copied. */
const FEW = 8;
/** Of a sheet, so that it stays smaller than some screens. */
const MOST_PIXELS = 4_000_000;

/** Pieces as they lie, and how far from there a hand has moved them all. */
export type Group = { readonly pieces: readonly Piece[]; readonly by: Point };

type Sheet = {
  readonly pieces: readonly Piece[];
  readonly scale: number;
  readonly area: Box;
  readonly canvas: OffscreenCanvas;
};

export class Lifted {
  private sheet: Sheet | null = null;

  draw(brush: Brush, painter: Painter, area: Box, { pieces, by }: Group): void {
    const sheet = pieces.length >= FEW ? this.sheetOf(brush, painter, pieces) : null;
    if (sheet) {
      copy(brush, sheet, by);
      return;
    }
    const there = pieces.map((piece) => moved(piece, by));
    for (const piece of there) if (meet(piece.box, area)) painter.piece(brush, piece);
  }

  /** Something on it looks different. */
  forget(): void {
    this.sheet = null;
  }

  private sheetOf(brush: Brush, painter: Painter, pieces: readonly Piece[]): Sheet | null {
    const { scale } = brush;
    const { sheet } = this;
    const isSame =
      sheet?.scale === scale &&
      sheet.pieces.length === pieces.length &&
      sheet.pieces.every((piece, i) => piece === pieces[i]);
    if (isSame) return sheet;
    const bounds = pieces.reduce<Box | null>((box, piece) => joined(box, piece.box), null);
    if (!bounds) return null;
    const area = grown(bounds, painter.reach(scale));
    const [width, height] = [Math.ceil(area.w * scale), Math.ceil(area.h * scale)];
    if (width * height > MOST_PIXELS) return null;
    const canvas = new OffscreenCanvas(width, height);
    const ctx = canvas.getContext("2d");
    if (!ctx) return null;
    ctx.setTransform(scale, 0, 0, scale, -area.x * scale, -area.y * scale);
    const own = painter.brush(ctx, scale);
    for (const piece of pieces) painter.piece(own, piece);
    this.sheet = { pieces, scale, area, canvas };
    return this.sheet;
  }
}

/** Pixel by pixel: between two pixels of the screen it would be blurred. */
function copy({ ctx }: Brush, { area, canvas }: Sheet, by: Point): void {
  const { a, d, e, f } = ctx.getTransform();
  const [x, y] = [(area.x + by.x) * a + e, (area.y + by.y) * d + f];
  ctx.save();
  ctx.setTransform(1, 0, 0, 1, 0, 0);
  ctx.drawImage(canvas, Math.round(x), Math.round(y));
  ctx.restore();
}

function moved(piece: Piece, by: Point): Piece {
  if (by.x === 0 && by.y === 0) return piece;
  const position = { x: piece.position.x + by.x, y: piece.position.y + by.y };
  return { ...piece, position, box: { ...piece.box, ...position } };
}
