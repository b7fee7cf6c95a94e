/**
 * Cutting the board into square tiles at a scale, and which of them a box touches: pure.
 *
 * `scale` is pixels of the screen per unit of the canvas; a tile is named by its column and row.
 */
import type { Box } from "../../doc/edits";

export const TILE = 512;

export type TilePlace = { readonly column: number; readonly row: number };

/** Every tile that a box meets, those in its middle first. */
export function tilesOver({ x, y, w, h }: Box, scale: number): TilePlace[] {
  const side = TILE / scale;
  const [left, right] = [Math.floor(x / side), Math.floor((x + w) / side)];
  const [top, bottom] = [Math.floor(y / side), Math.floor((y + h) / side)];
  const places: TilePlace[] = [];
  for (let row = top; row <= bottom; row += 1) {
    for (let column = left; column <= right; column += 1) places.push({ column, row });
  }
  const [midX, midY] = [(left + right) / 2, (top + bottom) / 2];
  const far = ({ column, row }: TilePlace): number =>
    Math.max(Math.abs(column - midX), Math.abs(row - midY));
  return places.sort((a, b) => far(a) - far(b));
}

export function keyOf({ column, row }: TilePlace): string {
  return `${column},${row}`;
}

/** What a tile shows of the canvas. */
export function areaOf({ column, row }: TilePlace, scale: number): Box {
  const side = TILE / scale;
  return { x: column * side, y: row * side, w: side, h: side };
}

/** The part of a tile that a box touches, in whole pixels of the tile; null where it does not. */
export function pixelsOf(box: Box, { column, row }: TilePlace, scale: number): Box | null {
  const left = Math.max(0, Math.floor(box.x * scale - column * TILE));
  const top = Math.max(0, Math.floor(box.y * scale - row * TILE));
  const right = Math.min(TILE, Math.ceil((box.x + box.w) * scale - column * TILE));
  const bottom = Math.min(TILE, Math.ceil((box.y + box.h) * scale - row * TILE));
  if (right <= left || bottom <= top) return null;
  return { x: left, y: top, w: right - left, h: bottom - top };
}

/** The area of the canvas that pixels of a tile show. */
export function areaOfPixels(pixels: Box, { column, row }: TilePlace, scale: number): Box {
  return {
    x: (column * TILE + pixels.x) / scale,
    y: (row * TILE + pixels.y) / scale,
    w: pixels.w / scale,
    h: pixels.h / scale,
  };
}
