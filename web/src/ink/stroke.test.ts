import { expect, test } from "vitest";
import {
  boxOfPoints,
  distanceToStroke,
  fitted,
  readStroke,
  smoothPath,
  strokeMeets,
} from "./stroke";
import { simplified, writeStroke } from "./writing";

const points = (...pairs: [number, number][]) => pairs.map(([x, y]) => ({ x, y }));
const ANGLE = points([10, 10], [40, 10], [40, 50]);

test("a stroke is read as it was written, to a tenth, and what is none is empty", () => {
  const drawn = points([12.34, 7], [13, 7.26], [-4.5, 99.9]);
  const read = readStroke(writeStroke(drawn, { x: 2, y: 0 }));
  expect(read).toEqual(points([10.3, 7], [11, 7.3], [-6.5, 99.9]));
  expect(readStroke("<svg onload=…>")).toEqual([]);
  expect(readStroke({ x: 1 })).toEqual([]);
  expect(readStroke("1,1 ".repeat(30_000))).toHaveLength(20_000);
});

test("points on the way between others are left out, corners are not", () => {
  const dense = Array.from({ length: 101 }, (_, i) => ({ x: i, y: Math.min(i, 50) }));
  expect(simplified(dense, 0.5)).toEqual(points([0, 0], [50, 50], [100, 50]));
  expect(simplified(points([1, 1]), 1)).toEqual(points([1, 1]));
});

test("a stroke fills its box, however that is stretched, and a straight one stays in its middle", () => {
  const wide = fitted(ANGLE, { x: 0, y: 0, w: 104, h: 44 }, 4);
  expect(boxOfPoints(wide)).toEqual({ x: 2, y: 2, w: 100, h: 40 });
  const level = fitted(points([0, 5], [10, 5]), { x: 0, y: 0, w: 14, h: 20 }, 4);
  expect(level).toEqual(points([2, 10], [12, 10]));
});

test("the curve begins and ends at the ends, and a point is a dot", () => {
  expect(smoothPath(ANGLE)).toMatch(/^M10,10 C.* 40,10 C.* 40,50$/);
  expect(smoothPath(points([3, 3]))).toBe("M3,3 L3,3");
  expect(smoothPath([])).toBe("");
});

test("a stroke is hit by its line, not by its box", () => {
  expect(distanceToStroke(ANGLE, { x: 25, y: 14 })).toBe(4);
  expect(distanceToStroke(ANGLE, { x: 10, y: 50 })).toBe(30);
  expect(strokeMeets(ANGLE, { x: 38, y: 20, w: 10, h: 4 })).toBe(true);
  expect(strokeMeets(ANGLE, { x: 10, y: 20, w: 20, h: 30 })).toBe(false);
  expect(strokeMeets(points([5, 5]), { x: 0, y: 0, w: 9, h: 9 })).toBe(true);
});
