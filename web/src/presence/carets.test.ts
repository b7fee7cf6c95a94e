import { expect, test } from "vitest";
import * as Y from "yjs";
import { caretOf, rangeOf } from "./carets";
import type { Caret } from "./peers";

function two() {
  const [mine, theirs] = [new Y.Doc(), new Y.Doc()];
  const text = mine.getText("t");
  text.insert(0, "a lake at dawn");
  const sync = (): void => {
    Y.applyUpdate(theirs, Y.encodeStateAsUpdate(mine));
    Y.applyUpdate(mine, Y.encodeStateAsUpdate(theirs));
  };
  sync();
  return { text, other: theirs.getText("t"), sync };
}

test("a caret stays at its word while others type before it", () => {
  const { text, other, sync } = two();
  const told = JSON.parse(JSON.stringify(caretOf(text, { anchor: 2, head: 6 }))) as Caret;
  expect(rangeOf(other, told)).toEqual({ anchor: 2, head: 6 });
  text.insert(0, "Once, ");
  sync();
  expect(rangeOf(other, told)).toEqual({ anchor: 8, head: 12 });
});

test("a caret in an empty text is at its start", () => {
  const text = new Y.Doc().getText("t");
  expect(rangeOf(text, caretOf(text, { anchor: 0, head: 9 }))).toEqual({ anchor: 0, head: 0 });
});

test("what is no caret of this text is passed over", () => {
  const { other } = two();
  const elsewhere = new Y.Doc();
  const foreign = caretOf(elsewhere.getText("other"), { anchor: 0, head: 0 });
  for (const told of [undefined, null, 7, "x", {}, { item: { client: -1, clock: "x" } }, []]) {
    expect(rangeOf(other, { anchor: told, head: told })).toBeNull();
  }
  expect(rangeOf(other, foreign)).toBeNull();
});
