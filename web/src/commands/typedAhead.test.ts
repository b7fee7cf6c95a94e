import { expect, test } from "vitest";
import { TypedAhead } from "./typedAhead";

const press = (key: string) => ({ key, ctrlKey: false, metaKey: false, altKey: false });

test("what is typed before the field is there is written into it", () => {
  const ahead = new TypedAhead();
  expect(ahead.takes(press("a"), 0)).toBe(false);
  ahead.expect(0);
  for (const key of ["A", "x", "Backspace", "Enter", "n"]) {
    expect(ahead.takes(press(key), 10)).toBe(true);
  }
  expect(ahead.arrive()).toEqual(["A", "\n", "n"]);
  expect(ahead.takes(press("a"), 20)).toBe(false);
});

test("commands and the keys that type nothing stay the board's", () => {
  const ahead = new TypedAhead();
  ahead.expect(0);
  expect(ahead.takes({ ...press("z"), ctrlKey: true }, 10)).toBe(false);
  expect(ahead.takes(press("Escape"), 10)).toBe(false);
  expect(ahead.takes(press("ArrowLeft"), 10)).toBe(false);
  expect(ahead.arrive()).toEqual([]);
});

test("a field that was left before it came is left when it comes", () => {
  const ahead = new TypedAhead();
  ahead.expect(0);
  for (const key of ["a", "Escape"]) expect(ahead.takes(press(key), 10)).toBe(true);
  expect(ahead.takes(press("n"), 10)).toBe(false);
  expect(ahead.arrive()).toEqual(["a", "Escape"]);
});

test("a field that never comes holds nobody up, and an end forgets", () => {
  const ahead = new TypedAhead();
  ahead.expect(0);
  expect(ahead.takes(press("a"), 4_000)).toBe(false);
  ahead.expect(5_000);
  expect(ahead.takes(press("a"), 5_001)).toBe(true);
  ahead.expect(null);
  expect(ahead.arrive()).toEqual([]);
});
