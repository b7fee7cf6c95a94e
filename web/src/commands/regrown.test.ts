import { expect, test } from "vitest";
import type { Graph } from "../api/graphs";
import { CATALOG, testBoard } from "../doc/fixtures";
import { drawnSize, regrown, remarksOf, together } from "./regrown";

const ASSET = "a".repeat(64);

/** A picture inverted and laid beside a solid, twice the same note under it. */
const GRAPH: Graph = {
  nodes: {
    n0: {
      type: "image.contact",
      z: "a0",
      params: {},
      inputs: {
        "images:a0": { node: "n1", port: "image" },
        "images:a1": { node: "n2", port: "image" },
      },
    },
    n1: {
      type: "image.invert",
      z: "a1",
      params: {},
      inputs: { image: { node: "n3", port: "image" } },
    },
    n2: { type: "image.solid", z: "a2", params: { width: 64 }, inputs: {} },
    n3: { type: "image", z: "a3", params: { asset: ASSET, turn: 90 }, inputs: {} },
  },
  pictures: { [ASSET]: { width: 960, height: 480 } },
  remarks: [],
};

test("what feeds a node lies left of it, and nothing lies over anything", () => {
  const nodes = regrown(GRAPH, CATALOG);
  const [contact, invert, solid, picture] = nodes;
  expect(nodes.map(({ type }) => type)).toEqual(Object.values(GRAPH.nodes).map(typeOf));
  expect(picture?.size).toEqual({ w: 120, h: 240 });
  expect(picture?.position.x).toBeLessThan(invert?.position.x ?? 0);
  expect(invert?.position.x).toBeLessThan(contact?.position.x ?? 0);
  expect(solid?.inputs).toEqual({});
  const boxes = nodes.map((node) => ({ ...node.position, ...drawnSize(node, CATALOG) }));
  const clash = boxes.some((a, i) =>
    boxes.some(
      (b, j) => i < j && a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h,
    ),
  );
  expect(clash).toBe(false);
});

test("several graphs are added as one step, each with its own edges", () => {
  const { doc, view, edits, undo } = testBoard();
  const one = regrown(GRAPH, CATALOG);
  const ids = edits.addNodes(together([one, one]));
  expect(view.node(ids[4] ?? "")?.inputs["images:a0"]?.node).toBe(ids[5]);
  expect(view.node(ids[1] ?? "")?.inputs.image?.node).toBe(ids[3]);
  undo.undo();
  expect(doc.getMap("nodes").size).toBe(0);
});

test("why it may not come out the same is said in sentences", () => {
  expect(
    remarksOf([
      { code: "models_differ", names: ["turbo"] },
      { code: "pictures_missing", names: ["a", "b"] },
      { code: "types_unknown", names: ["x.y", "x.z"] },
    ]),
  ).toEqual([
    "What is called “turbo” here is another model than the one it was made with.",
    "2 pictures it reads are not to be had here: upload the same files to this board.",
    "This server does not know nodes of type “x.y” and “x.z”.",
  ]);
});

function typeOf(node: unknown): unknown {
  return (node as { type: string }).type;
}
