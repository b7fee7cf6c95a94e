import { expect, test } from "vitest";
import { random } from "../doc/fixtures";
import { eased, isThere, lookAt, type Look } from "./camera";

test.each([1, 2, 3])("a look comes nearer with every step and arrives (seed %i)", (seed) => {
  const next = random(seed);
  const any = (): Look => ({
    x: next() * 9_000 - 4_500,
    y: next() * 9_000 - 4_500,
    zoom: 0.02 + next() * 3,
  });
  const goal = any();
  let look = any();
  for (let frame = 0; frame < 400 && !isThere(look, goal); frame += 1) {
    const after = eased(look, goal, 4 + next() * 30);
    expect(Math.abs(after.x - goal.x)).toBeLessThanOrEqual(Math.abs(look.x - goal.x));
    expect(Math.abs(Math.log(after.zoom / goal.zoom))).toBeLessThanOrEqual(
      Math.abs(Math.log(look.zoom / goal.zoom)) + 1e-12,
    );
    look = after;
  }
  expect(eased(look, goal, 16)).toEqual(goal);
});

test("how often one draws does not change how fast one gets there", () => {
  const goal = { x: 100, y: 0, zoom: 2 };
  let often: Look = { x: 0, y: 0, zoom: 1 };
  for (let i = 0; i < 6; i += 1) often = eased(often, goal, 10);
  const seldom = eased({ x: 0, y: 0, zoom: 1 }, goal, 60);
  expect(often.x).toBeCloseTo(seldom.x, 6);
  expect(often.zoom).toBeCloseTo(seldom.zoom, 6);
});

test("all that somebody sees on a wide screen is seen on a narrow one", () => {
  const box = { x: 100, y: 50, w: 1_600, h: 900 };
  expect(lookAt(box, { w: 400, h: 800 }, 0.02, 4)).toEqual({ x: 900, y: 500, zoom: 0.25 });
  expect(lookAt(box, { w: 4, h: 8 }, 0.02, 4).zoom).toBe(0.02);
});
