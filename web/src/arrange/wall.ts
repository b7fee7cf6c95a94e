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
/** The best rows of the pictures so far: where the last of them begins, and how far off all are. */
type Rows = { readonly start: number; readonly height: number; readonly cost: number };

/** Of all ways to break them into rows, the one whose rows are all nearest to the height wanted. */
function rowsOf(aspects: readonly number[], width: number, wanted: number): Row[] {
  const best: Rows[] = [{ start: 0, height: 0, cost: 0 }];
  for (let end = 1; end <= aspects.length; end += 1) {
    let found: Rows = { start: end - 1, height: 1, cost: Infinity };
    let sum = 0;
    for (let start = end - 1; start >= 0; start -= 1) {
      sum += aspects[start] ?? 0;
      const height = Math.max(1, (width - GAP * (end - start - 1)) / sum);
      const cost = (best[start]?.cost ?? 0) + Math.log(height / wanted) ** 2;
      if (cost < found.cost) found = { start, height, cost };
      // Yet more in one row are only further off.
      if (height * 4 < wanted) break;
    }
    best.push(found);
  }
  const rows: Row[] = [];
  for (let end = aspects.length; end > 0;) {
    const { start, height } = best[end] ?? { start: end - 1, height: wanted };
    rows.unshift({ aspects: aspects.slice(start, end), height });
    end = start;
  }
  return rows;
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
