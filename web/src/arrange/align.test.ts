import { expect, test } from "vitest";
import type { Box } from "../doc/edits";
import { align, around, distribute } from "./align";

const box = (x: number, y: number, w = 10, h = 10): Box => ({ x, y, w, h });
const boxes = new Map([
  ["a", box(0, 0)],
  ["b", box(20, 35, 20, 40)],
  ["c", box(90, 5, 10, 20)],
]);

test("items line up at each side and middle of the box around them", () => {
  const at = (side: Parameters<typeof align>[1]) => Object.fromEntries(align(boxes, side));
  expect(at("left")).toEqual({ b: { x: 0, y: 35 }, c: { x: 0, y: 5 } });
  expect(at("right")).toEqual({ a: { x: 90, y: 0 }, b: { x: 80, y: 35 } });
  expect(at("center").b).toEqual({ x: 40, y: 35 });
  expect(at("top")).toEqual({ b: { x: 20, y: 0 }, c: { x: 90, y: 0 } });
  expect(at("bottom").a).toEqual({ x: 0, y: 65 });
  expect(at("middle").c).toEqual({ x: 90, y: 28 });
});

test("items are spread with the same gap, and the outermost stay", () => {
  expect(Object.fromEntries(distribute(boxes, "x"))).toEqual({ b: { x: 40, y: 35 } });
  expect(distribute(new Map([...boxes].slice(0, 2)), "x").size).toBe(0);
});

test("the box around some holds each of them", () => {
  expect(around(boxes.values())).toEqual({ x: 0, y: 0, w: 100, h: 75 });
});
