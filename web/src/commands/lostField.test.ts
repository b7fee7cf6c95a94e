import { expect, test } from "vitest";
import { deleterAmong, KeyHold } from "./lostField";

const PLAIN = { ctrlKey: false, metaKey: false, altKey: false };
const ada = { id: "a", name: "Ada", color: "#111111" };
const ben = { id: "b", name: "Ben", color: "#222222" };

test("plain keys are swallowed until the hands have rested for a second", () => {
  const hold = new KeyHold();
  expect(hold.swallows(PLAIN, 0)).toBe(false);
  hold.begin(100);
  expect(hold.swallows(PLAIN, 900)).toBe(true);
  expect(hold.swallows(PLAIN, 1_800)).toBe(true);
  expect(hold.swallows(PLAIN, 2_900)).toBe(false);
});

test("keys with a modifier are commands all the same", () => {
  const hold = new KeyHold();
  hold.begin(0);
  expect(hold.swallows({ ...PLAIN, ctrlKey: true }, 10)).toBe(false);
});

test("the deleter is named when only one person can have been it", () => {
  expect(deleterAmong([ben], [ada, ben])).toBe(ben);
  expect(deleterAmong([], [ben])).toBe(ben);
  expect(deleterAmong([ada, ben], [ada, ben])).toBeNull();
  expect(deleterAmong([], [ada, ben])).toBeNull();
  expect(deleterAmong([], [])).toBeNull();
});
