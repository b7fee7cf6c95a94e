/** How a list of pictures is laid out in a card: pure, so that the canvas knows its height. */

export const GRID_GAP = 2;
const MOST_CELLS = 9;

export type Grid = {
  readonly columns: number;
  readonly rows: number;
  /** How many pictures are shown; the rest are a count on the last. */
  readonly shown: number;
};

export function gridOf(count: number): Grid {
  const shown = Math.min(count, MOST_CELLS);
  const columns = Math.min(Math.max(1, shown), shown <= 4 ? 2 : 3);
  return { columns, rows: Math.ceil(shown / columns), shown };
}

/** The height of a grid of pictures of one aspect (height by width), a card wide. */
export function gridHeight({ columns, rows }: Grid, width: number, aspect: number): number {
  const cell = (width - GRID_GAP * (columns - 1)) / columns;
  return rows * cell * aspect + GRID_GAP * (rows - 1);
}
