import { describe, expect, test } from "vitest";
import { random } from "../doc/fixtures";
import type { Box } from "../doc/edits";
import { contains, grown, joined, meet, Spatial } from "./spatial";

function randomBox(next: () => number): Box {
  const size = next() < 0.1 ? 40_000 : 600;
  return {
    x: Math.round((next() - 0.5) * 20_000),
    y: Math.round((next() - 0.5) * 20_000),
    w: Math.round(next() * size),
    h: Math.round(next() * size),
  };
}

describe("spatial", () => {
  test.each([1, 2, 3, 4])("finds what looking at every box finds (seed %i)", (seed) => {
    const next = random(seed);
    const spatial = new Spatial();
    const boxes = new Map<string, Box>();
    for (let step = 0; step < 1_500; step += 1) {
      const id = `n${Math.floor(next() * 200)}`;
      if (next() < 0.25) {
        boxes.delete(id);
        spatial.delete(id);
      } else {
        const box = randomBox(next);
        boxes.set(id, box);
        spatial.set(id, box);
      }
      if (step % 10 > 0) continue;
      const area = randomBox(next);
      const expected = [...boxes].filter(([, box]) => meet(box, area)).map(([found]) => found);
      expect([...spatial.within(area)].sort()).toEqual(expected.sort());
    }
    expect(spatial.size).toBe(boxes.size);
  });

  test("a box joined with another holds both, and growing it holds it", () => {
    const next = random(7);
    for (let i = 0; i < 200; i += 1) {
      const [a, b] = [randomBox(next), randomBox(next)];
      const both = joined(a, b);
      expect(contains(both, a) && contains(both, b)).toBe(true);
      expect(contains(grown(a, 1), a)).toBe(true);
      expect(contains(a, grown(a, 1))).toBe(false);
    }
  });
});
