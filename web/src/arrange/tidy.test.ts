import { expect, test } from "vitest";
import type { Box } from "../doc/edits";
import { tidied } from "./tidy";

const BOXES = new Map<string, Box>(
  ["d", "c", "b", "a"].map((id, i) => [id, { x: 10 + i * 5, y: 20, w: 100 + i * 10, h: 80 }]),
);
const LINKS = [
  { source: "a", target: "b" },
  { source: "a", target: "c" },
  { source: "b", target: "d" },
  { source: "c", target: "d" },
  { source: "elsewhere", target: "d" },
];

test("what feeds a node lies left of it, and nothing overlaps", () => {
  const places = tidied(BOXES, LINKS);
  const right = (id: string): number => (places.get(id)?.x ?? 0) + (BOXES.get(id)?.w ?? 0);
  for (const { source, target } of LINKS.slice(0, 4)) {
    expect(right(source)).toBeLessThan(places.get(target)?.x ?? 0);
  }
  const [b, c] = [places.get("b"), places.get("c")];
  expect(Math.abs((b?.y ?? 0) - (c?.y ?? 0))).toBeGreaterThanOrEqual(80);
});

test("the upper left corner stays, and a cycle is laid out, too", () => {
  const places = [...tidied(BOXES, [...LINKS, { source: "d", target: "a" }]).values()];
  expect(Math.min(...places.map(({ x }) => x))).toBeCloseTo(10);
  expect(Math.min(...places.map(({ y }) => y))).toBeCloseTo(20);
});

test("what nothing joins to another is left where it is", () => {
  const lone = new Map([...BOXES, ["lone", { x: 900, y: 5, w: 50, h: 50 }]]);
  expect(tidied(lone, LINKS)).toEqual(tidied(BOXES, LINKS));
  expect(tidied(BOXES, []).size).toBe(0);
});
