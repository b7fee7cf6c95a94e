import { expect, test } from "vitest";
import type { Json } from "./schema";
import { testBoard } from "./fixtures";
import { nodesOf, sizeOf } from "./template";

const TEMPLATE: Record<string, Json> = {
  over: {
    type: "image.invert",
    z: "a2",
    position: { x: 300, y: 10 },
    parent: "frame",
    inputs: { image: { node: "solid", port: "image" }, lost: { node: "gone", port: "image" } },
  },
  solid: { type: "image.solid", z: "a1", position: { x: 0, y: 0 }, params: { width: 64 } },
  frame: { type: "frame", z: "a0", position: { x: -40, y: -40 }, size: { w: 700, h: 500 } },
  odd: 3,
};

test("nodes come in their order, with edges and frames among them, and what leads out is dropped", () => {
  const nodes = nodesOf(TEMPLATE);
  expect(nodes.map(({ type }) => type)).toEqual(["frame", "image.solid", "image.invert"]);
  expect(nodes[2]).toMatchObject({
    parent: "#0",
    inputs: { image: { node: "#1", port: "image" } },
  });
  expect(Object.keys(nodes[2]?.inputs ?? {})).toEqual(["image"]);
  expect(sizeOf(nodes)).toEqual({ w: 700, h: 500 });
});

test("they are added as one step", () => {
  const { edits, undo, view } = testBoard();
  const [frame, solid, invert] = edits.addNodes(nodesOf(TEMPLATE));
  expect(view.node(invert ?? "")?.inputs.image?.node).toBe(solid);
  expect(view.node(invert ?? "")?.parent).toBe(frame);
  undo.undo();
  view.flush();
  expect(view.order).toEqual([]);
});

test("an arrow sticks to what came with it, and is free of the rest", () => {
  const arrow = (node: string): Json => ({
    type: "arrow",
    position: { x: 0, y: 0 },
    params: { from: { node, x: 1, y: 2 } },
  });
  const [one] = nodesOf({ a: arrow("a") });
  expect(one?.params?.from).toEqual({ node: "#0", x: 1, y: 2 });
  const [other] = nodesOf({ a: arrow("elsewhere") });
  expect(other?.params?.from).toEqual({ x: 1, y: 2 });
});

test("a text keeps its marks, and what is no text of runs is left out", () => {
  const { edits, view } = testBoard();
  const runs = [{ insert: "warm", attributes: { bold: true } }, { insert: " clay" }];
  const note = {
    type: "note",
    z: "a",
    params: { text: "warm clay" },
    texts: { text: runs, odd: 3 },
  };
  const [id] = edits.addNodes(nodesOf({ note }));
  expect(view.node(id ?? "")?.texts.text?.toDelta()).toEqual(runs);
  expect(view.node(id ?? "")?.params.text).toBe("warm clay");
});
