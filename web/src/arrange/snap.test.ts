import { expect, test } from "vitest";
import type { Box } from "../doc/edits";
import { snap } from "./snap";

const box = (x: number, y: number, w = 100, h = 100): Box => ({ x, y, w, h });
const FREE = { reach: 6, grid: null };

test("a box near a side of another goes to it, with a guide as long as both", () => {
  const { by, guides } = snap(box(4, 300), [box(0, 0)], FREE);
  expect(by).toEqual({ x: -4, y: 0 });
  expect(guides.map(({ at }) => at)).toEqual([0, 50, 100]);
  expect(guides[0]).toEqual({ kind: "line", axis: "x", at: 0, from: 0, to: 400 });
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

const gapsOf = (moving: Box, others: Box[]) => {
  const { by, guides } = snap(moving, others, FREE);
  return { by, gaps: guides.filter(({ kind }) => kind === "gap") };
};

test("a box between two others goes where both gaps are the same, and both are marked", () => {
  const { by, gaps } = gapsOf(box(149, 0, 60, 33), [box(0, -20), box(250, -10)]);
  expect(by).toEqual({ x: -4, y: -3 });
  expect(gaps.filter(({ axis }) => axis === "x")).toEqual([
    { kind: "gap", axis: "x", at: 13.5, from: 100, to: 145 },
    { kind: "gap", axis: "x", at: 13.5, from: 205, to: 250 },
  ]);
});

test("a box after or before two others takes up the gap between them", () => {
  const others = [box(0, 0), box(130, 7)];
  const after = gapsOf(box(263, -3, 71, 90), others);
  expect(after.by.x).toBe(-3);
  expect(after.gaps.map(({ from, to }) => [from, to])).toEqual([
    [230, 260],
    [100, 130],
  ]);
  expect(gapsOf(box(-105, -3, 71, 90), others).by.x).toBe(4);
  expect(gapsOf(box(0, 263, 90, 71), [box(0, 0), box(7, 130)]).by.y).toBe(-3);
});

test("what is not level, too far away, or touching makes no gap", () => {
  expect(gapsOf(box(263, 300, 71, 90), [box(0, 0), box(130, 7)])).toEqual({
    by: { x: 0, y: 0 },
    gaps: [],
  });
  expect(gapsOf(box(275, 11, 71, 60), [box(0, 0), box(130, 7)]).gaps).toEqual([]);
  expect(gapsOf(box(203, 20, 71, 33), [box(0, 0), box(100, 0)]).gaps).toEqual([]);
});

test("the grid takes what no item does, without a guide", () => {
  const { by, guides } = snap(box(4, 310), [box(0, 0)], { reach: 6, grid: 24 });
  expect(by).toEqual({ x: -4, y: 2 });
  expect(guides.every(({ axis }) => axis === "x")).toBe(true);
});
