import { expect, test } from "vitest";
import type { PastNode, Recipe } from "../api/library";
import { CATALOG, ORIGIN, testBoard } from "./fixtures";
import { restoring, waiting } from "./restore";

function past(type: string, rest: Partial<PastNode> = {}): PastNode {
  return { type, mode: "live", params: {}, inputs: {}, ...rest };
}

function recipe(nodes: Record<string, PastNode>, missing: string[] = []): Recipe {
  return { nodes, missing };
}

function chain() {
  const board = testBoard();
  board.edits.addNode({ type: "image.solid", position: ORIGIN, params: { width: 64 } });
  board.edits.addNode({
    type: "image.invert",
    position: ORIGIN,
    inputs: { image: { node: "n0", port: "image" } },
  });
  return board;
}

const READS = { inputs: { image: { node: "n0", port: "image" } } };

test("only what differs is set, upstream included, and one undo takes it back", () => {
  const { view, edits, undo, doc } = chain();
  const before = JSON.stringify(doc.getMap("nodes"));
  const { changes, problem } = restoring(
    recipe({
      n0: past("image.solid", { params: { width: 32, height: 512 } }),
      n1: past("image.invert", READS),
    }),
    view,
    CATALOG,
  );
  expect(problem).toBeNull();
  expect([...changes]).toEqual([["n0", { params: { width: 32 } }]]);
  edits.setFields(changes);
  expect(view.node("n0")?.params.width).toBe(32);
  undo.undo();
  expect(JSON.stringify(doc.getMap("nodes"))).toBe(before);
});

test("edges are as they were, and a bypassed node runs again", () => {
  const { view, edits } = chain();
  edits.setMode(["n1"], "bypass");
  edits.disconnect(["n1:image"]);
  const { changes } = restoring(
    recipe({ n0: past("image.solid"), n1: past("image.invert", READS) }),
    view,
    CATALOG,
  );
  edits.setFields(changes);
  expect(view.node("n1")?.mode).toBeNull();
  expect(view.node("n1")?.inputs).toEqual(READS.inputs);
});

test("words are changed where they differ, so that others may go on writing", () => {
  const { view, edits } = testBoard();
  edits.addNode({ type: "note", position: ORIGIN, params: { text: "warm light, dusk" } });
  const text = view.node("n0")?.texts.text;
  const found = restoring(
    recipe({ n0: past("note", { params: { text: "cold light, dusk" } }) }),
    view,
    CATALOG,
  );
  edits.setFields(found.changes);
  expect(view.node("n0")?.texts.text).toBe(text);
  expect(view.node("n0")?.params.text).toBe("cold light, dusk");
});

test("what is gone is said, and nothing is changed", () => {
  const { view, edits } = chain();
  edits.deleteNodes(["n0"]);
  const made = recipe({
    n0: past("image.solid", { params: { width: 32 } }),
    n1: past("image.invert", READS),
  });
  expect(restoring(made, view, CATALOG)).toEqual({
    changes: new Map(),
    problem: "A node this result was made of was deleted.",
  });
  const missing = restoring(recipe({ n1: past("image.invert") }, ["n0"]), view, CATALOG);
  expect(missing.problem).toBe("What this result was made of is not kept any more.");
});

test("a frame that holds something else than then cannot be set back", () => {
  const { view, edits } = testBoard();
  edits.addNode({ type: "frame", position: ORIGIN, params: { title: "Wall" } });
  edits.addNode({ type: "image.solid", position: ORIGIN, parent: "n0" });
  const of = (children: string[]) =>
    restoring(recipe({ n0: past("frame", { children }) }), view, CATALOG).problem;
  expect(of(["n1"])).toBeNull();
  expect(of(["n1", "n2"])).toBe("“Wall” held other items when this result was made.");
});

test("nodes that wait for somebody's word are asked for, on a paused board all that run", () => {
  const { view, edits } = chain();
  edits.setMode(["n1"], "manual");
  expect(waiting(["n0", "n1"], view, CATALOG, false)).toEqual(["n1"]);
  expect(waiting(["n0", "n1"], view, CATALOG, true)).toEqual(["n0", "n1"]);
});
