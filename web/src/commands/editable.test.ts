import { expect, test } from "vitest";
import { allowedAt, type KeyOwner } from "./editable";

const BOARD: KeyOwner = {
  modal: false,
  editable: false,
  shared: false,
  draft: false,
  widget: false,
  pressed: false,
};

test("on the canvas every key is the board's", () => {
  expect(allowedAt(BOARD)).toBe("all");
});

test("undo is the board's at a slider, in the colour picker and in a menu", () => {
  expect(allowedAt({ ...BOARD, widget: true })).toBe("steps");
  expect(allowedAt({ ...BOARD, pressed: true })).toBe("steps");
});

test("undo is the board's in a field whose text is kept, and the field's in one with a draft", () => {
  expect(allowedAt({ ...BOARD, editable: true })).toBe("steps");
  expect(allowedAt({ ...BOARD, editable: true, draft: true })).toBe("none");
});

test("undo in a shared text is the board's, whatever is in it", () => {
  expect(allowedAt({ ...BOARD, editable: true, shared: true, draft: true })).toBe("steps");
});

test("in a dialog over the board no key is the board's", () => {
  expect(allowedAt({ ...BOARD, modal: true, widget: true })).toBe("none");
  expect(allowedAt({ ...BOARD, modal: true, editable: true })).toBe("none");
});
