import { describe, expect, test } from "vitest";
import { random } from "../doc/fixtures";
import { Glide, GLIDE_MS } from "./glide";

describe("a glide", () => {
  test.each([1, 2, 3])("never jumps, never overshoots, and arrives (seed %i)", (seed) => {
    const next = random(seed);
    const glide = new Glide({ x: 0, y: 0 });
    let now = 0;
    let last = glide.at(now);
    for (let message = 0; message < 60; message += 1) {
      const to = { x: next() * 1_000, y: next() * 1_000 };
      glide.aim(to, now);
      expect(glide.at(now)).toEqual(last);
      const start = last;
      const end = now + next() * 100;
      for (; now < end; now += 4) {
        const at = glide.at(now);
        const [left, right] = [Math.min(start.x, to.x), Math.max(start.x, to.x)];
        expect(at.x).toBeGreaterThanOrEqual(left - 1e-9);
        expect(at.x).toBeLessThanOrEqual(right + 1e-9);
        expect(Math.abs(to.x - at.x)).toBeLessThanOrEqual(Math.abs(to.x - last.x) + 1e-9);
        last = at;
      }
      last = glide.at(now);
    }
    const { target } = glide;
    expect(glide.at(now + GLIDE_MS)).toEqual(target);
    expect(glide.isMoving(now + GLIDE_MS)).toBe(false);
  });

  test("is where it was first seen, at once", () => {
    const glide = new Glide({ x: 3, y: 4 });
    expect(glide.at(0)).toEqual({ x: 3, y: 4 });
    expect(glide.isMoving(0)).toBe(false);
  });
});
