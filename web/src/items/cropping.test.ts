import { expect, test } from "vitest";
import { EDGES, movedCrop, type Edge } from "./cropping";

const edge = (name: string): Edge => {
  const found = EDGES.find((each) => each.name === name);
  if (!found) throw new Error(`no edge ${name}`);
  return found;
};
const PART = { x: 0.25, y: 0.25, w: 0.5, h: 0.5 };

test("an edge moves alone, a corner both ways", () => {
  expect(movedCrop(PART, edge("left"), { x: 0.25, y: 9 })).toEqual({ ...PART, x: 0.5, w: 0.25 });
  expect(movedCrop(PART, edge("bottom"), { x: 9, y: 0.125 })).toEqual({ ...PART, h: 0.625 });
  const corner = movedCrop(PART, edge("lower right"), { x: 0.125, y: -0.25 });
  expect(corner).toEqual({ ...PART, w: 0.625, h: 0.25 });
});

test("nothing leaves the picture or vanishes", () => {
  expect(movedCrop(PART, edge("upper left"), { x: -9, y: -9 })).toEqual({
    x: 0,
    y: 0,
    w: 0.75,
    h: 0.75,
  });
  expect(movedCrop(PART, edge("right"), { x: 9, y: 0 }).w).toBe(0.75);
  expect(movedCrop(PART, edge("right"), { x: -9, y: 0 }).w).toBeCloseTo(0.02);
  const inside = movedCrop(PART, { name: "inside", sx: 0, sy: 0 }, { x: 9, y: -9 });
  expect(inside).toEqual({ ...PART, x: 0.5, y: 0 });
});
