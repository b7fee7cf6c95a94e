import type * as Y from "yjs";
import { expect, test } from "vitest";
import { ORIGIN, testBoard } from "./fixtures";
import { STEP_WINDOW_MS } from "./undo";

function board() {
  const all = testBoard();
  const id = all.edits.addNode({ type: "image.solid", position: ORIGIN });
  all.advance(10_000);
  return { ...all, id };
}

test("undo takes back one edit at a time", () => {
  const { edits, undo, view, id } = board();
  edits.setParam(id, "width", 1);
  edits.setParam(id, "height", 2);
  undo.undo();
  view.flush();
  expect(view.node(id)?.params).toEqual({ width: 1, height: 512 });
  undo.undo();
  view.flush();
  expect(view.node(id)?.params.width).toBe(512);
});

test("a slider drag is one step of undo, a later drag another", () => {
  const { edits, undo, view, id, advance } = board();
  for (const width of [10, 20, 30]) edits.setParam(id, "width", width);
  advance(STEP_WINDOW_MS);
  for (const width of [40, 50]) edits.setParam(id, "width", width);
  undo.undo();
  view.flush();
  expect(view.node(id)?.params.width).toBe(30);
  undo.undo();
  undo.redo();
  view.flush();
  expect(view.node(id)?.params.width).toBe(30);
});

test("a gesture over several nodes is one step of undo", () => {
  const { edits, undo, view, id, advance } = board();
  const other = edits.addNode({ type: "image.solid", position: ORIGIN });
  advance(STEP_WINDOW_MS);
  for (const width of [10, 20]) edits.setParams([id, other, "gone"], "width", width);
  expect([id, other].map((node) => view.node(node)?.params.width)).toEqual([20, 20]);
  undo.undo();
  view.flush();
  expect([id, other].map((node) => view.node(node)?.params.width)).toEqual([512, 512]);
});

test("undo and redo never touch a result", () => {
  const { doc, edits, undo, id } = board();
  const results = doc.getMap("results");
  edits.setParam(id, "width", 7);
  doc.transact(() => results.set(id, { status: "done" }), "server");
  undo.undo();
  undo.undo();
  expect(results.get(id)).toEqual({ status: "done" });
  expect(doc.getMap("nodes").has(id)).toBe(false);
  undo.redo();
  expect(results.get(id)).toEqual({ status: "done" });
});

test("undo leaves what others did", () => {
  const { doc, edits, undo, view, id } = board();
  edits.setParam(id, "width", 7);
  doc.transact(() => {
    const node = doc.getMap("nodes").get(id) as Y.Map<unknown>;
    node.set("position", { x: 99, y: 99 });
  }, "somebody else");
  undo.undo();
  view.flush();
  expect(view.node(id)?.position).toEqual({ x: 99, y: 99 });
  expect(view.node(id)?.params.width).toBe(512);
});

test("undoing a deletion brings node and edges back", () => {
  const { edits, undo, view, id } = board();
  const invert = edits.addNode({ type: "image.invert", position: ORIGIN });
  edits.connect({ node: id, port: "image" }, invert, "image", false);
  edits.deleteNodes([id]);
  undo.undo();
  view.flush();
  expect(view.edges.map((edge) => edge.source)).toEqual([id]);
});

test("it is told whether there is anything to undo and to redo", () => {
  const { undo } = board();
  expect(undo.can.get()).toEqual({ undo: true, redo: false });
  undo.undo();
  expect(undo.can.get()).toEqual({ undo: false, redo: true });
  undo.redo();
  expect(undo.can.get()).toEqual({ undo: true, redo: false });
});
