import { expect, test } from "vitest";
import type { Session } from "../board/session";
import { CATALOG, ORIGIN, testBoard } from "../doc/fixtures";
import type { Point } from "../doc/schema";
import { createStore } from "../store/store";
import { spliceAt } from "./splice";

/** A solid that feeds an inverter far to its right, and a third node that is dragged. */
function board(type: string) {
  const made = testBoard();
  const { edits, view } = made;
  edits.addNode({ type: "image.solid", position: ORIGIN });
  edits.addNode({
    type: "image.invert",
    position: { x: 1000, y: 0 },
    inputs: { image: { node: "n0", port: "image" } },
  });
  edits.addNode({ type, position: { x: 0, y: 2000 } });
  const ui = { expanded: createStore<ReadonlySet<string>>(new Set()) };
  const session = { view, edits, catalog: CATALOG, ui } as unknown as Session;
  const at = (position: Point) => spliceAt(session, new Map([["n2", position]]));
  return { ...made, at };
}

const BETWEEN = { x: 500, y: -60 };

test("a node let go on an edge comes in between, and with the move it is one step", () => {
  const { at, edits, undo, view } = board("image.invert");
  const splice = at(BETWEEN);
  expect(splice).toMatchObject({ input: "image", output: "image" });
  if (!splice) return;
  edits.moveNodes(new Map([["n2", BETWEEN]]));
  edits.splice("n2", splice);
  expect(view.node("n2")?.inputs).toEqual({ image: { node: "n0", port: "image" } });
  expect(view.node("n1")?.inputs).toEqual({ image: { node: "n2", port: "image" } });
  undo.undo();
  view.flush();
  expect(view.node("n2")?.inputs).toEqual({});
  expect(view.node("n2")?.position).toEqual({ x: 0, y: 2000 });
  expect(view.node("n1")?.inputs).toEqual({ image: { node: "n0", port: "image" } });
});

test("beside the edge, or with ports that do not fit, it is only a move", () => {
  expect(board("image.invert").at({ x: 500, y: 400 })).toBeNull();
  expect(board("text.template").at(BETWEEN)).toBeNull();
  expect(board("note").at(BETWEEN)).toBeNull();
});

test("a node that is connected already is not put in between", () => {
  const { at, edits } = board("image.invert");
  edits.connect({ node: "n2", port: "image" }, "n1", "other", false);
  expect(at(BETWEEN)).toBeNull();
});
