/** Packs pictures into a wall: rows of one height, both edges straight, nothing cut. Pure. */
import type { Box } from "../doc/edits";
import type { Size } from "../doc/schema";

const GAP = 12;
/** About as wide as a screen. */
const ASPECT = 1.5;

/** Where each comes to lie, in the order given; they take about the room they took before. */
export function wall(pictures: readonly Size[], corner: { x: number; y: number }): Box[] {
  const aspects = pictures.map(({ w, h }) => w / h);
  const area = total(pictures.map(({ w, h }) => w * h));
  const width = Math.sqrt(area * ASPECT);
  const rows = rowsOf(aspects, width, total(pictures.map(({ h }) => h)) / pictures.length);
  // Few rows cannot all be as high as wanted; what they are too high, they are made narrower.
  const filled = total(rows.map((row) => total(row) * heightOf(row, width) ** 2));
  const fitted = width * Math.sqrt(area / filled);
  const boxes: Box[] = [];
  let y = corner.y;
  for (const row of rows) {
    const h = heightOf(row, fitted);
    let x = corner.x;
    for (const aspect of row) {
      boxes.push({ x, y, w: aspect * h, h });
      x += aspect * h + GAP;
    }
    y += h + GAP;
  }
  return boxes;
}

/** The pictures of one row, by their aspects. */
type Row = readonly number[];

function heightOf(row: Row, width: number): number {
  return Math.max(1, (width - GAP * (row.length - 1)) / total(row));
}

/** The best rows of the pictures so far: where the last of them begins, and how far off all are. */
type Rows = { readonly start: number; readonly cost: number };

/** Of all ways to break them into rows, the one whose rows are all nearest to the height wanted. */
function rowsOf(aspects: readonly number[], width: number, wanted: number): Row[] {
  const best: Rows[] = [{ start: 0, cost: 0 }];
  for (let end = 1; end <= aspects.length; end += 1) {
    let found: Rows = { start: end - 1, cost: Infinity };
    for (let start = end - 1; start >= 0; start -= 1) {
      const height = heightOf(aspects.slice(start, end), width);
      const cost = (best[start]?.cost ?? 0) + Math.log(height / wanted) ** 2;
      if (cost < found.cost) found = { start, cost };
      // Yet more in one row are only further off.
      if (height * 4 < wanted) break;
    }
    best.push(found);
  }
  const rows: Row[] = [];
  for (let end = aspects.length; end > 0;) {
    const start = best[end]?.start ?? end - 1;
    rows.unshift(aspects.slice(start, end));
    end = start;
  }
  return rows;
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
