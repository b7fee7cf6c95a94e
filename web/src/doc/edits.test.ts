import * as Y from "yjs";
import { describe, expect, test } from "vitest";
import { copyNodes } from "./clipboard";
import { CATALOG, ORIGIN, testBoard } from "./fixtures";

const at = ORIGIN;

describe("edits", () => {
  test("a new node has its spec's defaults and a shared text for each text parameter", () => {
    const { edits, view } = testBoard();
    const solid = edits.addNode({ type: "image.solid", position: { x: 1.6, y: -2.4 } });
    const note = edits.addNode({ type: "note", position: at, params: { text: "hello" } });
    expect(view.node(solid)?.params).toEqual({ width: 512, height: 512 });
    expect(view.node(solid)?.position).toEqual({ x: 2, y: -2 });
    expect(view.node(note)?.texts.text).toBeInstanceOf(Y.Text);
    expect(view.node(note)?.params.text).toBe("hello");
  });

  test("each edit is one transaction", () => {
    const { doc, edits } = testBoard();
    let updates = 0;
    doc.on("update", () => (updates += 1));
    const [a = "", b = ""] = edits.addNodes([
      { type: "image.solid", position: at },
      { type: "image.invert", position: at },
    ]);
    edits.moveNodes(new Map([a, b].map((id) => [id, { x: 5, y: 5 }])), {
      parents: new Map([[a, "f"]]),
    });
    edits.deleteNodes([a, b]);
    expect(updates).toBe(3);
  });

  test("an input takes one edge, the last", () => {
    const { edits, view } = testBoard();
    const [a = "", b = "", c = ""] = ["image.solid", "image.solid", "image.invert"].map((type) =>
      edits.addNode({ type, position: at }),
    );
    edits.connect({ node: a, port: "image" }, c, "image", false);
    edits.connect({ node: b, port: "image" }, c, "image", false);
    expect(view.edges.map((edge) => edge.source)).toEqual([b]);
  });

  test("a port that takes many keeps its edges in the order they came", () => {
    const { edits, view } = testBoard();
    const sources = [1, 2, 3].map(() => edits.addNode({ type: "image.solid", position: at }));
    const sheet = edits.addNode({ type: "image.contact", position: at });
    for (const node of sources) edits.connect({ node, port: "image" }, sheet, "images", true);
    expect(view.edges.map((edge) => edge.source)).toEqual(sources);
    expect(new Set(view.edges.map((edge) => edge.port))).toEqual(new Set(["images"]));
  });

  test("a frame's name is its parameter, any other item's its own", () => {
    const { edits, view } = testBoard();
    const frame = edits.addNode({ type: "frame", position: at });
    const node = edits.addNode({ type: "image.solid", position: at });
    for (const id of [frame, node]) edits.rename(id, " Study ");
    expect(view.node(frame)).toMatchObject({ title: null, params: { title: "Study" } });
    expect(view.node(node)).toMatchObject({ title: "Study" });
  });

  test("deleting a node takes its edges along on both sides and frees a frame's children", () => {
    const { edits, view, doc } = testBoard();
    const frame = edits.addNode({ type: "frame", position: at });
    const a = edits.addNode({ type: "image.solid", position: at, parent: frame });
    const b = edits.addNode({ type: "image.invert", position: at });
    edits.connect({ node: a, port: "image" }, b, "image", false);
    edits.deleteNodes([frame]);
    expect(view.node(a)?.parent).toBeNull();
    edits.deleteNodes([a]);
    expect(view.edges).toEqual([]);
    const target = doc.getMap("nodes").get(b) as Y.Map<Y.Map<unknown>>;
    expect(target.get("inputs")?.size).toBe(0);
  });

  test("editing a node does not bring it back when somebody else deletes it meanwhile", () => {
    const mine = testBoard();
    const id = mine.edits.addNode({ type: "image.solid", position: at });
    const theirs = testBoard();
    Y.applyUpdate(theirs.doc, Y.encodeStateAsUpdate(mine.doc));
    mine.edits.setParam(id, "width", 9);
    theirs.edits.deleteNodes([id]);
    Y.applyUpdate(mine.doc, Y.encodeStateAsUpdate(theirs.doc));
    mine.frame();
    expect(mine.view.order).toEqual([]);
  });

  test("a copy keeps the edges among its nodes and points them at the copies", () => {
    const { edits, view } = testBoard();
    const outside = edits.addNode({ type: "image.solid", position: at });
    const a = edits.addNode({ type: "image.invert", position: at });
    const b = edits.addNode({ type: "image.invert", position: at });
    edits.connect({ node: outside, port: "image" }, a, "image", false);
    edits.connect({ node: a, port: "image" }, b, "image", false);
    const items = [a, b].map((id) => view.node(id)).filter((item) => item !== undefined);
    const [a2 = "", b2 = ""] = edits.addNodes(copyNodes(items));
    expect(view.node(a2)?.inputs).toEqual({});
    expect(view.node(b2)?.inputs).toEqual({ image: { node: a2, port: "image" } });
    const [a3 = ""] = edits.addNodes(copyNodes(items, { keepSources: true }));
    expect(view.node(a3)?.inputs.image?.node).toBe(outside);
  });

  test("items go to the front and the back, also past keys some other program wrote", () => {
    const { doc, edits, view } = testBoard();
    const [a = "", b = "", c = ""] = [1, 2, 3].map(() =>
      edits.addNode({ type: "image.solid", position: at }),
    );
    edits.reorder([a], "front");
    expect(view.order).toEqual([b, c, a]);
    edits.reorder([c], "back");
    expect(view.order).toEqual([c, b, a]);
    (doc.getMap("nodes").get(a) as Y.Map<unknown>).set("z", "not a key");
    edits.reorder([b], "front");
    expect(view.order.at(-1)).toBe(b);
  });

  test("a plain string parameter becomes a shared text with the same words", () => {
    const { doc, edits, view } = testBoard();
    const id = edits.addNode({ type: "note", position: at });
    const node = doc.getMap("nodes").get(id) as Y.Map<Y.Map<unknown>>;
    node.get("params")?.set("text", "from a script");
    edits.shareText(id, "text");
    expect(view.node(id)?.texts.text?.toJSON()).toBe("from a script");
  });

  test("an open node has a port for each name its template asks for, and one more", async () => {
    const { inputPortsOf } = await import("./catalog");
    const { edits, view } = testBoard();
    const id = edits.addNode({
      type: "text.template",
      position: at,
      params: { template: "{who} at {where} and {who}" },
    });
    const item = view.node(id);
    const spec = CATALOG.get("text.template");
    const names = item && spec ? inputPortsOf(spec, item).map((port) => port.name) : [];
    expect(names).toEqual(["who", "where", "text"]);
  });
});
