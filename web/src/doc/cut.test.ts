import { expect, test } from "vitest";
import {
  paramsOf,
  pixelsFor,
  pixelsOf,
  readCut,
  restored,
  turned,
  turnRect,
  WHOLE,
  wholeBox,
} from "./cut";

const HALF = { x: 0.5, y: 0, w: 0.5, h: 1 };

test("what is not a cut is none, and a cut is written as it is read", () => {
  expect(readCut({ asset: "a" })).toBe(WHOLE);
  expect(readCut({ crop: { x: 0.5, y: 0, w: 0.6, h: 1 }, turn: 45 })).toBe(WHOLE);
  expect(readCut({ crop: "all", turn: null })).toBe(WHOLE);
  expect(paramsOf(WHOLE)).toEqual({ crop: null, turn: null });
  expect(paramsOf(readCut({ crop: HALF, turn: 90 }))).toEqual({ crop: HALF, turn: 90 });
});

test("a part turned four times is where it was", () => {
  const part = { x: 0.1, y: 0.2, w: 0.3, h: 0.4 };
  expect(turnRect(HALF, 90)).toEqual({ x: 0, y: 0.5, w: 1, h: 0.5 });
  for (const turn of [90, 180, 270]) {
    const back = turnRect(turnRect(part, turn), 360 - turn);
    for (const side of ["x", "y", "w", "h"] as const) expect(back[side]).toBeCloseTo(part[side]);
  }
});

test("turning keeps the middle, and four quarters change nothing", () => {
  const box = { x: 10, y: 20, w: 200, h: 100 };
  const once = turned(WHOLE, box, 90);
  expect(once).toEqual({
    cut: { crop: WHOLE.crop, turn: 90 },
    box: { x: 60, y: -30, w: 100, h: 200 },
  });
  expect(turned(once.cut, once.box, 270)).toEqual({ cut: WHOLE, box });
});

test("a crop taken back has the picture where its part was", () => {
  const box = { x: 100, y: 0, w: 100, h: 100 };
  expect(wholeBox({ crop: HALF, turn: 0 }, box)).toEqual({ x: 0, y: 0, w: 200, h: 100 });
  expect(wholeBox({ crop: HALF, turn: 90 }, box)).toEqual({ x: 100, y: -100, w: 100, h: 200 });
  expect(restored({ crop: HALF, turn: 0 }, box).box).toEqual({ x: 0, y: 0, w: 200, h: 100 });
});

test("where the shapes differ the middle of the part fills the box", () => {
  const natural = { w: 400, h: 200 };
  expect(pixelsFor(WHOLE, natural, { w: 50, h: 50 })).toEqual({ x: 100, y: 0, w: 200, h: 200 });
  const cut = { crop: HALF, turn: 90 } as const;
  expect(pixelsFor(cut, natural, { w: 50, h: 50 })).toEqual({ x: 200, y: 0, w: 200, h: 200 });
  expect(pixelsFor(cut, natural, { w: 50, h: 25 })).toEqual({ x: 250, y: 0, w: 100, h: 200 });
});

test("a crop keeps whole pixels, at least one, and none outside", () => {
  const crop = { x: 0.24, y: 0.999, w: 0.52, h: 0.001 };
  expect(pixelsOf({ crop, turn: 90 }, { w: 10, h: 10 })).toEqual({ x: 2, y: 9, w: 6, h: 1 });
  expect(pixelsOf(WHOLE, { w: 7, h: 3 })).toEqual({ x: 0, y: 0, w: 7, h: 3 });
});
