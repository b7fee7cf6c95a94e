import { expect, test } from "vitest";
import { Lru } from "./lru";

function setUp(most: number) {
  const dropped: string[] = [];
  return { dropped, lru: new Lru<string>(most, (value) => dropped.push(value)) };
}

test("what was used longest ago goes first, once there are too many bytes", () => {
  const { dropped, lru } = setUp(30);
  for (const key of ["a", "b", "c"]) lru.set(key, key, 10);
  expect(lru.get("a")).toBe("a");
  lru.set("d", "d", 10);
  expect(dropped).toEqual(["b"]);
  expect([lru.get("b"), lru.get("a"), lru.bytes]).toEqual([undefined, "a", 30]);
});

test("one that is too large alone is kept, and everything else goes", () => {
  const { dropped, lru } = setUp(30);
  lru.set("a", "a", 10);
  lru.set("huge", "huge", 99);
  expect(dropped).toEqual(["a"]);
  expect(lru.get("huge")).toBe("huge");
});

test("what takes another's place, or is cleared, is handed back", () => {
  const { dropped, lru } = setUp(30);
  lru.set("a", "old", 10);
  lru.set("a", "new", 20);
  expect([dropped, lru.bytes]).toEqual([["old"], 20]);
  lru.clear();
  expect([dropped, lru.bytes]).toEqual([["old", "new"], 0]);
});
