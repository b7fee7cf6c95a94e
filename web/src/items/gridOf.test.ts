import { expect, test } from "vitest";
import { gridHeight, gridOf } from "./gridOf";

test("a list is laid out in as few columns as keep its pictures large", () => {
  expect([1, 2, 3, 4, 5, 9, 40].map(gridOf)).toEqual([
    { columns: 1, rows: 1, shown: 1 },
    { columns: 2, rows: 1, shown: 2 },
    { columns: 2, rows: 2, shown: 3 },
    { columns: 2, rows: 2, shown: 4 },
    { columns: 3, rows: 2, shown: 5 },
    { columns: 3, rows: 3, shown: 9 },
    { columns: 3, rows: 3, shown: 9 },
  ]);
});

test("its cells keep the aspect of the pictures", () => {
  expect(gridHeight(gridOf(2), 202, 0.5)).toBe(50);
  expect(gridHeight(gridOf(4), 202, 1)).toBe(202);
});
