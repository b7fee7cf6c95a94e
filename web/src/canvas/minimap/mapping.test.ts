import { describe, expect, test } from "vitest";
import { contains } from "../spatial";
import { isMinimapShown } from "./choice";
import { clipped, mappingOf, onBoard, onMap } from "./mapping";

const SIZE = { w: 184, h: 124 };
const BOARDS = [
  { x: 0, y: 0, w: 100, h: 100 },
  { x: -9_000, y: 400, w: 20_000, h: 300 },
  { x: 50, y: -70_000, w: 10, h: 90_000 },
];

describe("the minimap", () => {
  test.each(BOARDS)("holds all of a board, with its middle in the middle (%o)", (bounds) => {
    const mapping = mappingOf(bounds, SIZE);
    const all = onMap(mapping, bounds);
    expect(contains({ x: 0, y: 0, ...SIZE }, all)).toBe(true);
    expect(all.x + all.w / 2).toBeCloseTo(SIZE.w / 2, 6);
    expect(all.y + all.h / 2).toBeCloseTo(SIZE.h / 2, 6);
  });

  test.each(BOARDS)("leads back to the place on the board (%o)", (bounds) => {
    const mapping = mappingOf(bounds, SIZE);
    const place = { x: bounds.x + bounds.w * 0.3, y: bounds.y + bounds.h * 0.8 };
    const { x, y } = onMap(mapping, { ...place, w: 0, h: 0 });
    const back = onBoard(mapping, { x, y });
    expect(back.x).toBeCloseTo(place.x, 6);
    expect(back.y).toBeCloseTo(place.y, 6);
  });

  test("somebody far off the board shows at the edge", () => {
    const edge = clipped({ x: 900, y: -500, w: 60, h: 40 }, SIZE, 1);
    expect(contains({ x: 0, y: 0, ...SIZE }, edge)).toBe(true);
    expect(edge.w * edge.h).toBeGreaterThan(0);
  });

  test("is there on large boards, and where it was chosen", () => {
    expect(isMinimapShown("auto", 5)).toBe(false);
    expect(isMinimapShown("auto", 500)).toBe(true);
    expect(isMinimapShown("shown", 0)).toBe(true);
    expect(isMinimapShown("hidden", 500)).toBe(false);
  });
});
