import { expect, test } from "vitest";
import { uncovered, type Cover } from "./seen";

const WIDE = { x: 0, y: 0, w: 1_440, h: 900 };
const COVERS: Cover[] = [
  { edge: "top", box: { x: 12, y: 12, w: 1_416, h: 44 } },
  { edge: "left", box: { x: 12, y: 300, w: 44, h: 300 } },
  { edge: "bottom", box: { x: 12, y: 848, w: 160, h: 40 } },
];

test("what floats over the canvas and the inspector to come are left out", () => {
  expect(uncovered(WIDE, COVERS)).toEqual({ x: 68, y: 68, w: 1_064, h: 768 });
});

test("on a narrow screen the inspector comes at the foot", () => {
  const narrow = { x: 0, y: 0, w: 390, h: 800 };
  expect(uncovered(narrow, [])).toEqual({ x: 12, y: 12, w: 366, h: 668 });
});

test("an area that is covered whole is empty, not less", () => {
  const all: Cover[] = [{ edge: "top", box: { x: 0, y: 0, w: 1_440, h: 2_000 } }];
  expect(uncovered(WIDE, all).h).toBe(0);
});
