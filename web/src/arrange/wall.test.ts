import { expect, test } from "vitest";
import type { Box } from "../doc/edits";
import type { Size } from "../doc/schema";
import { wall } from "./wall";

const size = (w: number, h: number): Size => ({ w, h });
const PICTURES = [size(300, 200), size(200, 300), size(400, 200), size(100, 100), size(250, 200)];
const MANY = Array.from({ length: 23 }, (_, i) =>
  size(120 + ((i * 53) % 200), 100 + ((i * 31) % 150)),
);

test("each keeps its aspect, in the order given", () => {
  const boxes = wall(MANY, { x: 10, y: 20 });
  expect(boxes).toHaveLength(MANY.length);
  boxes.forEach(({ w, h }, i) => {
    expect(w / h).toBeCloseTo((MANY[i]?.w ?? 0) / (MANY[i]?.h ?? 1));
  });
  expect(boxes[0]).toMatchObject({ x: 10, y: 20 });
});

function rowsOf(boxes: readonly Box[]): Box[][] {
  return [...new Set(boxes.map(({ y }) => y))].map((top) => boxes.filter(({ y }) => y === top));
}

test("rows have one height, much like each other's, and all end on one line", () => {
  for (const pictures of [MANY, PICTURES, ...MANY.map((_, n) => MANY.slice(0, n + 2))]) {
    const rows = rowsOf(wall(pictures, { x: 0, y: 0 }));
    const ends = rows.map((row) => Math.max(...row.map(({ x, w }) => x + w)));
    for (const end of ends) expect(end).toBeCloseTo(ends[0] ?? 0);
    for (const row of rows) expect(new Set(row.map(({ h }) => h)).size).toBe(1);
    const heights = rows.map((row) => row[0]?.h ?? 0);
    expect(Math.max(...heights) / Math.min(...heights)).toBeLessThan(2);
  }
  expect(rowsOf(wall(MANY, { x: 0, y: 0 })).length).toBeGreaterThan(2);
});

test("they take about the room they took before", () => {
  const room = (all: readonly Size[]): number => all.reduce((sum, { w, h }) => sum + w * h, 0);
  for (const pictures of [MANY, PICTURES]) {
    const share = room(wall(pictures, { x: 0, y: 0 })) / room(pictures);
    expect(Math.abs(share - 1)).toBeLessThan(0.15);
  }
});

test("nothing overlaps", () => {
  const boxes = wall(PICTURES, { x: 0, y: 0 });
  boxes.forEach((a, i) =>
    boxes.slice(i + 1).forEach((b) => {
      const apart = a.x + a.w <= b.x || b.x + b.w <= a.x || a.y + a.h <= b.y || b.y + b.h <= a.y;
      expect(apart).toBe(true);
    }),
  );
});
