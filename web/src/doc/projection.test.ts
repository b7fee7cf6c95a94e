import * as Y from "yjs";
import { describe, expect, test } from "vitest";
import { CATALOG, ORIGIN, random, testBoard, type TestBoard } from "./fixtures";
import { Projection } from "./projection";

function shape(view: Projection) {
  const nodes = view.all().map(({ texts, ...item }) => ({ ...item, texts: Object.keys(texts) }));
  const byId = (a: { id: string }, b: { id: string }): number => (a.id < b.id ? -1 : 1);
  const results = view.order.map((id) => [id, view.result(id)]);
  return { nodes, order: view.order, edges: [...view.edges].sort(byId), results };
}

function randomEdit({ edits, view, undo, doc, advance }: TestBoard, next: () => number): void {
  const pick = <T>(list: readonly T[]): T | undefined => list[Math.floor(next() * list.length)];
  const types = [...CATALOG.keys()];
  const id = pick(view.order);
  const other = pick(view.order);
  advance(2_000);
  const choice = Math.floor(next() * 10);
  if (choice < 3 || id === undefined || other === undefined) {
    edits.addNode({ type: pick(types) ?? "note", position: ORIGIN });
  } else if (choice === 3) edits.deleteNodes([id]);
  else if (choice === 4) edits.connect({ node: id, port: "image" }, other, "image", next() < 0.5);
  else if (choice === 5) edits.setParam(id, "width", Math.floor(next() * 100));
  else if (choice === 6) edits.moveNodes(new Map([[id, { x: next() * 100, y: 0 }]]));
  else if (choice === 7) edits.reorder([id], next() < 0.5 ? "front" : "back");
  else if (choice === 8) {
    const text = view.node(id)?.texts.text;
    if (text) edits.typeText(text, (shared) => shared.insert(0, "x"));
  } else {
    undo.undo();
    doc.getMap("results").set(id, { status: "done", outputs: { image: { value: next() } } });
  }
}

describe("projection", () => {
  test.each([1, 2, 3, 4, 5, 6])(
    "equals a fresh reading after random edits of three people at once (seed %i)",
    (seed) => {
      const next = random(seed);
      const boards = ["a", "b", "c"].map(testBoard);
      for (let round = 0; round < 30; round += 1) {
        for (const board of boards) for (let i = 0; i < 4; i += 1) randomEdit(board, next);
        for (const from of boards) {
          for (const to of boards) {
            if (from === to || next() < 0.4) continue;
            Y.applyUpdate(to.doc, Y.encodeStateAsUpdate(from.doc));
            if (next() < 0.5) to.frame();
          }
        }
      }
      for (const from of boards) {
        for (const to of boards) Y.applyUpdate(to.doc, Y.encodeStateAsUpdate(from.doc));
      }
      for (const { doc, view, frame } of boards) {
        frame();
        view.flush();
        expect(shape(view)).toEqual(shape(new Projection(doc, () => undefined)));
        expect(shape(view)).toEqual(shape(boards[0]?.view ?? view));
      }
    },
  );

  test("remote changes wait for the frame and are told by item", () => {
    const { doc, edits, view, frames, frame } = testBoard();
    const a = edits.addNode({ type: "image.solid", position: ORIGIN });
    const b = edits.addNode({ type: "image.solid", position: ORIGIN });
    frame();
    const told: string[] = [];
    view.subscribe(`node:${a}`, () => told.push("a"));
    view.subscribe(`node:${b}`, () => told.push("b"));
    view.subscribe("order", () => told.push("order"));
    const before = view.node(b);
    for (let x = 0; x < 5; x += 1) {
      doc.transact(() => {
        (doc.getMap("nodes").get(a) as Y.Map<unknown>).set("position", { x, y: 0 });
      }, "remote");
    }
    expect(told).toEqual([]);
    expect(frames).toHaveLength(1);
    frame();
    expect(told).toEqual(["a"]);
    expect(view.node(a)?.position.x).toBe(4);
    expect(view.node(b)).toBe(before);
  });

  test("what cannot be read as a node is left out, and unknown parts are kept untouched", () => {
    const { doc, view, frame } = testBoard();
    const nodes = doc.getMap("nodes");
    nodes.set("broken", 5);
    nodes.set("typeless", new Y.Map());
    const odd = new Y.Map<unknown>([
      ["type", "future.thing"],
      ["position", "nowhere"],
      ["inputs", new Y.Map<unknown>([["a", 3]])],
      ["mood", "new"],
    ]);
    nodes.set("odd", odd);
    frame();
    expect(view.order).toEqual(["odd"]);
    expect(view.node("odd")).toMatchObject({ position: { x: 0, y: 0 }, inputs: {} });
    expect(odd.get("mood")).toBe("new");
  });

  test("an edge from a node that is not there is not drawn until the node is", () => {
    const { doc, edits, view, frame } = testBoard();
    const invert = edits.addNode({ type: "image.invert", position: ORIGIN });
    edits.connect({ node: "later", port: "image" }, invert, "image", false);
    expect(view.edges).toEqual([]);
    doc.getMap("nodes").set("later", new Y.Map([["type", "image.solid"]]));
    frame();
    expect(view.edges.map((edge) => edge.source)).toEqual(["later"]);
  });
});

test("what is worked on and what waits to be run is told as it changes", () => {
  const { doc, view } = testBoard();
  const results = doc.getMap("results");
  let told = 0;
  view.subscribe("work", () => (told += 1));
  const write = (node: string, status: string): void => {
    results.set(node, { status });
    view.flush();
  };
  write("a", "queued");
  write("a", "running");
  expect([[...view.work.underway], told]).toEqual([["a"], 1]);
  write("b", "stale");
  write("c", "done");
  expect([[...view.work.idle], told]).toEqual([["b"], 2]);
  write("a", "done");
  results.delete("b");
  view.flush();
  expect([view.work.underway.size, view.work.idle.size, told]).toEqual([0, 0, 4]);
});
