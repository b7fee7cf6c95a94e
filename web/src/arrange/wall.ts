/** Packs pictures into a wall: rows of one height, both edges straight, nothing cut. Pure. */
import type { Box } from "../doc/edits";
import type { Size } from "../doc/schema";

const GAP = 12;
/** About as wide as a screen. */
const ASPECT = 1.5;

/** Where each comes to lie, in the order given; the wall takes about the room they took before. */
export function wall(pictures: readonly Size[], corner: { x: number; y: number }): Box[] {
  const aspects = pictures.map(({ w, h }) => w / h);
  const area = total(pictures.map(({ w, h }) => w * h));
  const width = Math.sqrt(area * ASPECT);
  const mean = total(pictures.map(({ h }) => h)) / pictures.length;
  const boxes: Box[] = [];
  let y = corner.y;
  for (const row of rowsOf(aspects, width, mean)) {
    let x = corner.x;
    for (const aspect of row.aspects) {
      boxes.push({ x, y, w: aspect * row.height, h: row.height });
      x += aspect * row.height + GAP;
    }
    y += row.height + GAP;
  }
  return boxes;
}

type Row = { readonly aspects: readonly number[]; readonly height: number };

/** A row is full when it would be lower than wanted; the last may stay short rather than grow. */
function rowsOf(aspects: readonly number[], width: number, wanted: number): Row[] {
  const rows: Row[] = [];
  let row: number[] = [];
  const high = (): number => (width - GAP * (row.length - 1)) / total(row);
  for (const aspect of aspects) {
    row.push(aspect);
    if (high() > wanted) continue;
    rows.push({ aspects: row, height: Math.max(high(), 1) });
    row = [];
  }
  const last = rows.at(-1)?.height ?? wanted;
  if (row.length > 0) rows.push({ aspects: row, height: Math.min(high(), last) });
  return rows;
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
