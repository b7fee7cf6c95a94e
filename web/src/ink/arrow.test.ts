import { expect, test } from "vitest";
import { testBoard, ORIGIN } from "../doc/fixtures";
import { arrowFields, arrowPath, boxOfLine, heldBy, lineOf } from "./arrow";

function board() {
  const { edits, view } = testBoard();
  const add = (held: { from?: string; to?: string }) => {
    const line = { from: { x: 0, y: 0 }, to: { x: 300, y: 40 } };
    const { position, size, ends } = arrowFields(line, held);
    const id = edits.addNode({ type: "arrow", position, size, params: ends });
    const item = view.node(id);
    if (!item) throw new Error("it was just added");
    return item;
  };
  const note = edits.addNode({ type: "note", position: ORIGIN });
  return { add, note };
}

test("a free arrow lies where it was drawn, and goes where it is moved", () => {
  const { add } = board();
  const item = add({});
  const nowhere = () => null;
  expect(lineOf(item, nowhere)).toEqual({ from: { x: 0, y: 0 }, to: { x: 300, y: 40 } });
  const moved = lineOf(item, nowhere, { x: 10, y: -10 });
  expect(boxOfLine(moved)).toEqual({ x: 10, y: -10, w: 300, h: 40 });
  expect(heldBy(item)).toEqual([]);
});

test("an end that sticks to an item stops at its edge, wherever the item goes", () => {
  const { add, note } = board();
  const item = add({ to: note });
  expect(heldBy(item)).toEqual([note]);
  const at = (x: number, y: number) => lineOf(item, () => ({ x, y, w: 100, h: 60 })).to;
  expect(at(200, -30)).toEqual({ x: 194, y: 0 });
  expect(at(-50, 200)).toEqual({ x: 0, y: 194 });
});

test("it begins at the edge of the item that it comes from, too", () => {
  const { add, note } = board();
  const item = add({ from: note });
  expect(heldBy(item)).toEqual([note]);
  const at = (x: number, y: number) => lineOf(item, () => ({ x, y, w: 100, h: 80 })).from;
  expect(at(0, 0)).toEqual({ x: 106, y: 40 });
  expect(at(250, -200)).toEqual({ x: 300, y: -114 });
});

test("an arrow whose item is gone points where it last was drawn to", () => {
  const { add, note } = board();
  expect(lineOf(add({ to: note }), () => null).to).toEqual({ x: 300, y: 40 });
});

test("an arrow has as many heads as it is to have", () => {
  const line = { from: { x: 0, y: 0 }, to: { x: 100, y: 0 } };
  const count = (heads: "end" | "both" | "none") => arrowPath(line, 4, heads).split("M").length - 2;
  expect([count("none"), count("end"), count("both")]).toEqual([0, 1, 2]);
});
