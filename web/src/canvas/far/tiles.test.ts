import { describe, expect, test } from "vitest";
import { random } from "../../doc/fixtures";
import type { Box } from "../../doc/edits";
import { contains, meet } from "../spatial";
import { areaOf, areaOfPixels, keyOf, pixelsOf, TILE, tilesOver } from "./tiles";

function randomBox(next: () => number): Box {
  const place = (): number => (next() - 0.5) * 20_000;
  return { x: place(), y: place(), w: 1 + next() * 4_000, h: 1 + next() * 4_000 };
}

describe("tiles", () => {
  test.each([1, 2, 3])("cover a box, and none that does not meet it is taken (seed %i)", (seed) => {
    const next = random(seed);
    for (let i = 0; i < 60; i += 1) {
      const box = randomBox(next);
      const scale = 0.03 + next() * 0.7;
      const places = tilesOver(box, scale);
      expect(new Set(places.map(keyOf)).size).toBe(places.length);
      for (const place of places) expect(meet(areaOf(place, scale), box)).toBe(true);
      for (const [fx, fy] of [
        [0, 0],
        [1, 1],
        [0.5, 0.3],
      ] as const) {
        const point = { x: box.x + fx * box.w, y: box.y + fy * box.h, w: 0, h: 0 };
        const side = TILE / scale;
        const key = `${Math.floor(point.x / side)},${Math.floor(point.y / side)}`;
        expect(places.map(keyOf)).toContain(key);
      }
    }
  });

  test.each([4, 5])("the dirty pixels of the tiles hold all of a changed box (seed %i)", (seed) => {
    const next = random(seed);
    for (let i = 0; i < 60; i += 1) {
      const box = randomBox(next);
      const scale = 0.03 + next() * 0.7;
      let covered = 0;
      for (const place of tilesOver(box, scale)) {
        const pixels = pixelsOf(box, place, scale);
        if (!pixels) continue;
        expect(contains({ x: 0, y: 0, w: TILE, h: TILE }, pixels)).toBe(true);
        const area = areaOfPixels(pixels, place, scale);
        const w = Math.min(area.x + area.w, box.x + box.w) - Math.max(area.x, box.x);
        const h = Math.min(area.y + area.h, box.y + box.h) - Math.max(area.y, box.y);
        covered += w * h;
      }
      expect(covered / (box.w * box.h)).toBeCloseTo(1, 6);
    }
  });

  test("a box beside a tile touches none of its pixels", () => {
    expect(pixelsOf({ x: -10, y: 0, w: 5, h: 5 }, { column: 0, row: 0 }, 1)).toBeNull();
  });

  test("the middle of what is seen comes first", () => {
    const [first] = tilesOver({ x: 0, y: 0, w: TILE * 4.5, h: TILE * 4.5 }, 1);
    expect(first).toEqual({ column: 2, row: 2 });
  });
});
