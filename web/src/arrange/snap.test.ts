import { expect, test } from "vitest";
import type { Box } from "../doc/edits";
import { snap } from "./snap";

const box = (x: number, y: number, w = 100, h = 100): Box => ({ x, y, w, h });
const FREE = { reach: 6, grid: null };

test("a box near a side of another goes to it, with a guide as long as both", () => {
  const { by, guides } = snap(box(4, 300), [box(0, 0)], FREE);
  expect(by).toEqual({ x: -4, y: 0 });
  expect(guides.map(({ at }) => at)).toEqual([0, 50, 100]);
  expect(guides[0]).toEqual({ axis: "x", at: 0, from: 0, to: 400 });
});

test("middles and opposite sides line up, too, and each axis for itself", () => {
  expect(snap(box(23, 203, 50, 50), [box(0, 0)], FREE).by).toEqual({ x: 2, y: 0 });
  expect(snap(box(103, -47, 40, 40), [box(0, 0)], FREE).by).toEqual({ x: -3, y: 0 });
  expect(snap(box(103, 98, 40, 40), [box(0, 0)], FREE).by).toEqual({ x: -3, y: 2 });
});

test("the nearest counts, and what is out of reach does not", () => {
  expect(snap(box(5, 300), [box(0, 0), box(7, 600)], FREE).by.x).toBe(2);
  expect(snap(box(7, 307), [box(0, 0)], FREE)).toEqual({ by: { x: 0, y: 0 }, guides: [] });
});

test("the grid takes what no item does, without a guide", () => {
  const { by, guides } = snap(box(4, 310), [box(0, 0)], { reach: 6, grid: 24 });
  expect(by).toEqual({ x: -4, y: 2 });
  expect(guides.every(({ axis }) => axis === "x")).toBe(true);
});
