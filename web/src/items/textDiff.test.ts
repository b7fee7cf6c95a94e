import * as Y from "yjs";
import { expect, test } from "vitest";
import { changeBetween, moveCaret } from "./textDiff";

test("a letter typed beside its like is put where it was typed", () => {
  expect(changeBetween("aa", "aaa", 1)).toEqual({ index: 0, remove: 0, insert: "a" });
  expect(changeBetween("aa", "aaa", 3)).toEqual({ index: 2, remove: 0, insert: "a" });
});

test("only what changed is in the change", () => {
  expect(changeBetween("the quick fox", "the slow fox", 8)).toEqual({
    index: 4,
    remove: 5,
    insert: "slow",
  });
  expect(changeBetween("abc", "ac", 1)).toEqual({ index: 1, remove: 1, insert: "" });
  expect(changeBetween("same", "same", 2)).toBeNull();
});

test("a surrogate pair is never cut", () => {
  const doc = new Y.Doc();
  const text = doc.getText("t");
  for (const [before, after] of [
    ["a😀b", "a😁b"],
    ["😀😀", "😀"],
    ["😀", "x😀"],
    ["𝟘😀", "𝟙😀"],
  ] as const) {
    text.delete(0, text.length);
    text.insert(0, before);
    for (let caret = 0; caret <= after.length; caret += 1) {
      const change = changeBetween(before, after, caret);
      expect(change).not.toBeNull();
      if (!change) continue;
      const made = before.slice(0, change.index) + change.insert;
      expect(made + before.slice(change.index + change.remove)).toBe(after);
      // Throws on half a pair.
      expect(() => encodeURIComponent(change.insert)).not.toThrow();
    }
    const change = changeBetween(before, after, after.length);
    if (change) {
      text.delete(change.index, change.remove);
      text.insert(change.index, change.insert);
    }
    expect(text.toJSON()).toBe(after);
  }
});

test("a caret stays at its letters when others change the text", () => {
  expect(moveCaret(5, [{ retain: 2 }, { insert: "abc" }])).toBe(8);
  expect(moveCaret(5, [{ retain: 5 }, { insert: "abc" }])).toBe(5);
  expect(moveCaret(5, [{ retain: 2 }, { delete: 2 }])).toBe(3);
  expect(moveCaret(5, [{ retain: 4 }, { delete: 9 }])).toBe(4);
  expect(moveCaret(3, [{ insert: "xy" }, { retain: 1 }, { delete: 1 }])).toBe(4);
});
