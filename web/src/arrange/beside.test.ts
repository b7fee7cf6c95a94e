import { expect, test } from "vitest";
import { beside } from "./beside";

const PICTURE = { x: 100, y: 100, w: 200, h: 100 };
const SIZE = { w: 300, h: 80 };

test("to the right where there is room", () => {
  expect(beside(PICTURE, SIZE, [PICTURE])).toEqual({ x: 348, y: 100 });
});

test("on the next side where the right one is taken, or past what is there", () => {
  const right = { x: 320, y: 0, w: 500, h: 400 };
  expect(beside(PICTURE, SIZE, [PICTURE, right])).toEqual({ x: -248, y: 100 });
  const wall = [-400, 0, 400].flatMap((y) => [-600, 0, 600].map((x) => ({ x, y, w: 560, h: 360 })));
  expect(beside(PICTURE, SIZE, [PICTURE, ...wall])).toEqual({ x: 100, y: -528 });
});

test("never over anything, however much there is", () => {
  const taken = Array.from({ length: 400 }, (_, i) => ({
    x: (i % 20) * 110 - 800,
    y: Math.floor(i / 20) * 110 - 800,
    w: 100,
    h: 100,
  }));
  const { x, y } = beside(PICTURE, SIZE, taken);
  const apart = taken.every(
    (box) => box.x + box.w <= x || x + SIZE.w <= box.x || box.y + box.h <= y || y + SIZE.h <= box.y,
  );
  expect(apart).toBe(true);
});
