import { expect, test } from "vitest";
import type { Box } from "../doc/edits";
import { toward, type Direction } from "./toward";

const box = (x: number, y: number, w = 100, h = 100): Box => ({ x, y, w, h });
const HERE = box(0, 0);

function next(direction: Direction, others: Record<string, Box>, from = HERE): string | null {
  return toward(from, new Map(Object.entries(others)), direction);
}

test("the nearest that lies that way is next, and where none does there is none", () => {
  const others = { near: box(150, 10), far: box(300, 0), below: box(0, 150) };
  expect(next("right", others)).toBe("near");
  expect(next("down", others)).toBe("below");
  expect(next("left", others)).toBe(null);
  expect(next("up", others)).toBe(null);
});

test("what is level comes before what is a little nearer but aside", () => {
  expect(next("right", { level: box(220, 20), aside: box(120, 260) })).toBe("level");
  expect(next("down", { level: box(-20, 300), aside: box(180, 120) })).toBe("level");
});

test("there and back along a row of different heights", () => {
  const row = { a: box(0, 0), b: box(130, -40, 80, 200), c: box(240, 30, 60, 60) };
  expect(next("right", { b: row.b, c: row.c }, row.a)).toBe("b");
  expect(next("right", { a: row.a, c: row.c }, row.b)).toBe("c");
  expect(next("left", { a: row.a, b: row.b }, row.c)).toBe("b");
  expect(next("left", { a: row.a, c: row.c }, row.b)).toBe("a");
});

test("of two that overlap each is reached from the other", () => {
  expect(next("right", { over: box(30, 10) })).toBe("over");
  expect(next("left", { under: HERE }, box(30, 10))).toBe("under");
});
