import { expect, test } from "vitest";
import type { Box } from "../doc/edits";
import { freeMiddle, stepAside } from "./place";

const SEEN: Box = { x: 0, y: 0, w: 1_000, h: 600 };
const MIDDLE = { x: 500, y: 300 };
const SIZE = { w: 200, h: 100 };

function boxAt({ x, y }: { x: number; y: number }): Box {
  return { x: x - SIZE.w / 2, y: y - SIZE.h / 2, ...SIZE };
}

test("an empty place is taken as it is", () => {
  expect(freeMiddle([], SEEN, MIDDLE, SIZE)).toEqual(MIDDLE);
});

test("items put one after another are whole in what is seen and lie over none before", () => {
  const taken: Box[] = [];
  for (let i = 0; i < 9; i += 1) {
    const box = boxAt(freeMiddle(taken, SEEN, MIDDLE, SIZE));
    expect(box.x >= 0 && box.y >= 0 && box.x + box.w <= 1_000 && box.y + box.h <= 600).toBe(true);
    const over = taken.some(
      (b) => box.x < b.x + b.w && b.x < box.x + box.w && box.y < b.y + b.h && b.y < box.y + box.h,
    );
    expect(over).toBe(false);
    taken.push(box);
  }
});

test("the nearest free place is taken first", () => {
  const place = freeMiddle([boxAt(MIDDLE)], SEEN, MIDDLE, SIZE);
  expect(Math.abs(place.y - MIDDLE.y)).toBeLessThan(160);
  expect(Math.abs(place.x - MIDDLE.x)).toBeLessThan(1);
});

test("where all that is seen is full, nothing lies exactly on another", () => {
  const taken: Box[] = [{ x: -500, y: -500, w: 3_000, h: 3_000 }, boxAt(MIDDLE)];
  const place = freeMiddle(taken, SEEN, MIDDLE, SIZE);
  expect(place).toEqual({ x: 524, y: 324 });
});

test("what is larger than what is seen comes into its middle", () => {
  expect(freeMiddle([], { x: 0, y: 0, w: 100, h: 50 }, { x: 9, y: 9 }, SIZE)).toEqual({
    x: 50,
    y: 25,
  });
});

test("a pasted group steps aside as one", () => {
  const at = (x: number) => ({ x, y: x });
  expect(stepAside([at(0), at(24)], [at(0), at(100)])).toBe(48);
  expect(stepAside([at(7)], [at(0)])).toBe(0);
});
