import { expect, test } from "vitest";
import { restack, type Layered } from "./stack";

const at = (id: string, z: string, x: number): Layered => ({
  id,
  z,
  box: { x, y: 0, w: 10, h: 10 },
});
const items = [at("a", "a0", 0), at("b", "a1", 50), at("c", "a2", 5), at("d", "a3", 8)];

function order(way: "up" | "down", moved: string[], among = items): string {
  const keys = restack(among, new Set(moved), way);
  const z = (item: Layered): string => keys.get(item.id) ?? item.z;
  return among
    .toSorted((one, other) => (z(one) < z(other) ? -1 : 1))
    .map(({ id }) => id)
    .join("");
}

test("one step up goes over the next thing that is in the way", () => {
  expect(order("up", ["a"])).toBe("bcad");
  expect(order("up", ["b"])).toBe("acbd");
});

test("one step down goes under the next thing that is in the way", () => {
  expect(order("down", ["d"])).toBe("abdc");
  expect(order("down", ["c"])).toBe("cabd");
});

test("several keep their order, and what is at the end stays there", () => {
  expect(order("up", ["a", "c"])).toBe("bdac");
  expect(order("up", ["c", "d"])).toBe("abcd");
  expect(restack(items, new Set(["d"]), "up").size).toBe(0);
});

test("only what moves gets a new key, unless there is no room", () => {
  expect([...restack(items, new Set(["a"]), "up").keys()]).toEqual(["a"]);
  const tied = [at("a", "a0", 0), at("b", "a1", 3), at("c", "a1", 5)];
  expect(order("up", ["a"], tied)).toBe("bac");
});
