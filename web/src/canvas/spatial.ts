/** What lies where: boxes by id in a grid of cells, so that a place is looked up without the board. */
import type { Box } from "../doc/edits";

/** About as wide as a few items: most boxes lie in one cell or two. */
const CELL = 1_024;
/** A box over more cells than this is kept aside and looked at each time. */
const MOST_CELLS = 64;

export class Spatial {
  private readonly boxes = new Map<string, Box>();
  private readonly cells = new Map<string, Set<string>>();
  private readonly wide = new Set<string>();

  get size(): number {
    return this.boxes.size;
  }

  set(id: string, box: Box): void {
    this.delete(id);
    this.boxes.set(id, box);
    const keys = cellsOf(box);
    if (keys === null) this.wide.add(id);
    else for (const key of keys) this.cellAt(key).add(id);
  }

  delete(id: string): void {
    const box = this.boxes.get(id);
    if (!box) return;
    this.boxes.delete(id);
    this.wide.delete(id);
    for (const key of cellsOf(box) ?? []) {
      const cell = this.cells.get(key);
      cell?.delete(id);
      if (cell?.size === 0) this.cells.delete(key);
    }
  }

  /** The ids whose boxes meet an area, in no order. */
  within(area: Box): Set<string> {
    const found = new Set<string>();
    const take = (id: string): void => {
      const box = this.boxes.get(id);
      if (box && meet(box, area)) found.add(id);
    };
    this.wide.forEach(take);
    const keys = cellsOf(area, this.cells.size);
    if (keys === null) this.boxes.forEach((_, id) => take(id));
    else for (const key of keys) this.cells.get(key)?.forEach(take);
    return found;
  }

  private cellAt(key: string): Set<string> {
    const cell = this.cells.get(key) ?? new Set();
    this.cells.set(key, cell);
    return cell;
  }
}

/** Whether two boxes have a point in common. */
export function meet(a: Box, b: Box): boolean {
  return a.x <= b.x + b.w && b.x <= a.x + a.w && a.y <= b.y + b.h && b.y <= a.y + a.h;
}

export function contains(outer: Box, inner: Box): boolean {
  return (
    inner.x >= outer.x &&
    inner.y >= outer.y &&
    inner.x + inner.w <= outer.x + outer.w &&
    inner.y + inner.h <= outer.y + outer.h
  );
}

/** The smallest box around both. */
export function joined(a: Box | null, b: Box): Box {
  if (a === null) return b;
  const [x, y] = [Math.min(a.x, b.x), Math.min(a.y, b.y)];
  return { x, y, w: Math.max(a.x + a.w, b.x + b.w) - x, h: Math.max(a.y + a.h, b.y + b.h) - y };
}

export function grown({ x, y, w, h }: Box, by: number): Box {
  return { x: x - by, y: y - by, w: w + 2 * by, h: h + 2 * by };
}

/** Null when there are more than may be gone through. */
function cellsOf({ x, y, w, h }: Box, most = MOST_CELLS): string[] | null {
  const [left, top] = [Math.floor(x / CELL), Math.floor(y / CELL)];
  const [right, bottom] = [Math.floor((x + w) / CELL), Math.floor((y + h) / CELL)];
  if ((right - left + 1) * (bottom - top + 1) > Math.max(most, MOST_CELLS)) return null;
  const keys: string[] = [];
  for (let column = left; column <= right; column += 1) {
    for (let row = top; row <= bottom; row += 1) keys.push(`${column},${row}`);
  }
  return keys;
}
