import { expect, test } from "vitest";
import { stretch, wider, type View } from "./stretch";

const SIZE = { w: 1_000, h: 600 };
const DRAWN: View = { x: -300, y: -200, zoom: 0.3 };

function zoomed({ x, y, zoom }: View, by: number, at = { x: 500, y: 300 }): View {
  return { x: at.x + (x - at.x) * by, y: at.y + (y - at.y) * by, zoom: zoom * by };
}

test("what was drawn shows the same view as it is", () => {
  expect(stretch(DRAWN, DRAWN, SIZE)).toBe("none");
});

test("zooming in it is stretched about the pointer, until it is too blurred", () => {
  expect(stretch(DRAWN, zoomed(DRAWN, 1.5), SIZE)).toBe("translate(-250px, -150px) scale(1.5)");
  expect(stretch(DRAWN, zoomed(DRAWN, 2.5), SIZE)).toBeNull();
});

test("zooming out it does not reach the edges, nor does it when the board was moved", () => {
  expect(stretch(DRAWN, zoomed(DRAWN, 0.9), SIZE)).toBeNull();
  expect(stretch(DRAWN, { ...DRAWN, x: DRAWN.x + 5 }, SIZE)).toBeNull();
});

test("a wider view reaches while one zooms out, and no further than it was made wider", () => {
  const wide = wider(DRAWN, SIZE);
  expect(stretch(wide, DRAWN, SIZE)).not.toBeNull();
  expect(stretch(wide, zoomed(DRAWN, 0.8, { x: 400, y: 300 }), SIZE)).not.toBeNull();
  expect(stretch(wide, zoomed(DRAWN, 0.6), SIZE)).toBeNull();
});
