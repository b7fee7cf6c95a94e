import { expect, test } from "vitest";
import { isAnyInView } from "./inView";

const VIEW = { x: 0, y: 0, w: 100, h: 100 };
const at = (x: number, y: number) => ({ position: { x, y }, width: 50, height: 50 });

test("an item that shows only in part is in view", () => {
  expect(isAnyInView([at(-40, -40)], VIEW)).toBe(true);
  expect(isAnyInView([at(500, 0), at(99, 99)], VIEW)).toBe(true);
});

test("items beside the view, even level with it, are not in it", () => {
  expect(isAnyInView([at(-50, 0), at(0, 100), at(300, 10)], VIEW)).toBe(false);
  expect(isAnyInView([], VIEW)).toBe(false);
});
