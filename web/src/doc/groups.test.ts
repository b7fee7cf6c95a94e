import { expect, test } from "vitest";
import { copyNodes } from "./clipboard";
import { ORIGIN, testBoard } from "./fixtures";
import { asUnits, withMates } from "./groups";

function board() {
  const all = testBoard();
  const [a = "", b = "", c = ""] = all.edits.addNodes(
    ["note", "note", "note"].map((type) => ({ type, position: ORIGIN })),
  );
  all.edits.setGroup([a, b], "g");
  return { ...all, a, b, c };
}

test("who is in a group comes with the others of it that can be seen", () => {
  const { view, edits, a, b, c } = board();
  expect([...withMates(view, [a])].sort()).toEqual([a, b].sort());
  expect([...withMates(view, [c])]).toEqual([c]);
  edits.setHidden([b], true);
  expect([...withMates(view, [a])]).toEqual([a]);
});

test("a group is arranged as one beside others, and each by itself where it is alone", () => {
  const { view, a, b } = board();
  expect(asUnits(view.all()).map((unit) => unit.length)).toEqual([2, 1]);
  const group = view.all().filter(({ id }) => id === a || id === b);
  expect(asUnits(group).map((unit) => unit.length)).toEqual([1, 1]);
});

test("a copy of a group is a group of its own, and a copy of one of it is in none", () => {
  const { view, edits, a, b } = board();
  const items = view.all().filter(({ id }) => id === a || id === b);
  const copies = edits.addNodes(copyNodes(items)).map((id) => view.node(id)?.group);
  expect(copies[0]).toBe(copies[1]);
  expect(copies[0]).toBeDefined();
  expect(copies[0]).not.toBe("g");
  const [one = ""] = edits.addNodes(copyNodes(items.slice(0, 1)));
  expect(view.node(one)?.group).toBeUndefined();
});

test("a group is parted as one step", () => {
  const { view, edits, undo, a, b } = board();
  edits.setGroup([a, b], null);
  expect(view.node(a)?.group).toBeUndefined();
  undo.undo();
  view.flush();
  expect(view.node(b)?.group).toBe("g");
});
