import * as Y from "yjs";
import { describe, expect, test } from "vitest";
import type { Session } from "../board/session";
import { createUi } from "../board/ui";
import { CATALOG, ORIGIN, testBoard } from "../doc/fixtures";
import { Flow } from "./flow";
import { Layers } from "./layers";
import { Scene, type SceneChange } from "./scene";

function setUp(count: number) {
  const board = testBoard();
  const ui = createUi();
  const session = { ...board, ui, catalog: CATALOG, canEdit: true } as unknown as Session;
  const scene = new Scene(session);
  const frames: (() => void)[] = [];
  let now = 0;
  const clock = {
    now: () => (now += 200),
    nextFrame: (step: () => void) => frames.push(step),
    later: () => 0,
  };
  const layers = new Layers(session, clock);
  const flow = new Flow(session, scene, layers);
  flow.subscribe(() => undefined);
  const ids = Array.from({ length: count }, (_, i) =>
    board.edits.addNode({ type: "image.invert", position: { x: i * 300, y: 0 } }),
  );
  ids.forEach((id, i) => {
    const from = ids[i - 1];
    if (from) board.edits.connect({ node: from, port: "image" }, id, "image", false);
  });
  layers.begin(1);
  return { ...board, ui, scene, layers, flow, ids };
}

function moveRemotely(doc: Y.Doc, id: string, x: number): void {
  const other = new Y.Doc();
  Y.applyUpdate(other, Y.encodeStateAsUpdate(doc));
  (other.getMap("nodes").get(id) as Y.Map<unknown>).set("position", { x, y: 500 });
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(other, Y.encodeStateVector(doc)), "remote");
}

describe("what React Flow is given", () => {
  test("one item moved by somebody else is one object that is another, once a frame", () => {
    const { doc, flow, ids, frame } = setUp(50);
    let told = 0;
    flow.subscribe(() => (told += 1));
    const [nodes, edges] = [flow.getNodes(), flow.getEdges()];
    const moved = ids[20] ?? "";
    moveRemotely(doc, moved, 1);
    moveRemotely(doc, moved, 2);
    expect(told).toBe(0);
    frame();
    expect(told).toBe(1);
    const after = flow.getNodes();
    const changed = after.filter((node, i) => node !== nodes[i]).map(({ id }) => id);
    expect(changed).toEqual([moved]);
    expect(after.find(({ id }) => id === moved)?.data).toBe(
      nodes.find((n) => n.id === moved)?.data,
    );
    expect(flow.getEdges()).toBe(edges);
  });

  test("selecting one changes one", () => {
    const { ui, flow, ids } = setUp(50);
    const nodes = flow.getNodes();
    ui.selection.set(new Set([ids[3] ?? ""]));
    expect(flow.getNodes().filter((node, i) => node !== nodes[i])).toHaveLength(1);
  });

  test("from afar only what is held, without edges; and near again the same objects", () => {
    const { flow, layers, ids } = setUp(50);
    const [nodes, edges] = [flow.getNodes(), flow.getEdges()];
    expect([nodes.length, edges.length]).toEqual([50, 49]);
    layers.hold("focus", new Set([ids[7] ?? ""]));
    layers.zoomed(0.1);
    layers.complete();
    expect(flow.getNodes().map(({ id }) => id)).toEqual([ids[7]]);
    expect(flow.getNodes()[0]?.dragging).toBe(true);
    expect(flow.getEdges()).toEqual([]);
    layers.hold("focus", new Set());
    layers.zoomed(0.9);
    expect(flow.getNodes()).toHaveLength(50);
    expect(flow.getEdges()[5]).toBe(edges[5]);
  });
});

describe("of a large board React Flow is given", () => {
  const given = (flow: Flow): string[] => flow.getNodes().map(({ id }) => id);

  test("what lies around what is seen, and what is selected", () => {
    const { ui, layers, flow, ids } = setUp(50);
    layers.look({ x: 20 * 300, y: 0, w: 500, h: 400 });
    expect(given(flow)).toEqual(ids.slice(19, 23));
    expect(flow.getEdges().map(({ target }) => target)).toEqual(ids.slice(20, 23));
    ui.selection.set(new Set([ids[3] ?? ""]));
    expect(given(flow)).toEqual([ids[3], ...ids.slice(19, 23)]);
  });

  test("both ends of an edge, where no more than the edge is near", () => {
    const { layers, flow, ids } = setUp(50);
    layers.look({ x: 20 * 300 + 265, y: 40, w: 20, h: 20 });
    expect(given(flow)).toEqual(ids.slice(20, 22));
    expect(flow.getEdges()).toHaveLength(1);
  });

  test("what is dragged, once, and nothing for the steps of the drag", () => {
    const { ui, layers, flow, ids } = setUp(50);
    layers.look({ x: 20 * 300, y: 0, w: 500, h: 400 });
    const far = ids[40] ?? "";
    ui.drag.set(new Map([[far, { x: 1, y: 1 }]]));
    expect(flow.getNodes().find(({ id }) => id === far)).toMatchObject({ dragging: true });
    let told = 0;
    flow.subscribe(() => (told += 1));
    ui.drag.set(new Map([[far, { x: 2, y: 2 }]]));
    expect(told).toBe(0);
    ui.drag.set(new Map());
    expect(told).toBe(1);
    expect(given(flow)).not.toContain(far);
  });
});

describe("the scene", () => {
  test("tells what changed with how it was, and the edges that end there", () => {
    const { doc, scene, ids, frame } = setUp(10);
    scene.refresh();
    const seen: SceneChange[] = [];
    let wires = 0;
    scene.watch((changes, boxes) => {
      seen.push(...changes);
      wires += boxes.length;
    });
    const moved = ids[4] ?? "";
    const before = scene.get(moved);
    moveRemotely(doc, moved, 9_000);
    frame();
    scene.refresh();
    expect(seen).toHaveLength(1);
    expect(seen[0]?.before).toBe(before);
    expect(seen[0]?.after?.box).toMatchObject({ x: 9_000, y: 500 });
    // Two edges, each as it lay and as it lies.
    expect(wires).toBe(4);
    expect([...scene.spatial.within({ x: 9_010, y: 510, w: 1, h: 1 })]).toEqual([moved]);
  });

  test("what is deleted is gone, with its edges", () => {
    const { edits, scene, ids } = setUp(10);
    scene.refresh();
    edits.deleteNodes([ids[4] ?? ""]);
    scene.refresh();
    expect(scene.size).toBe(9);
    expect(scene.wiresAt(ids[5] ?? "")).toHaveLength(1);
    expect(scene.within({ x: 1_210, y: 10, w: 1, h: 1 })).toEqual([]);
  });

  test("what lies above comes last, frames lie below", () => {
    const { edits, scene } = setUp(1);
    const note = edits.addNode({ type: "note", position: ORIGIN });
    const frame = edits.addNode({ type: "frame", position: ORIGIN, size: { w: 900, h: 900 } });
    scene.refresh();
    const under = scene.within({ x: 5, y: 5, w: 1, h: 1 }).map(({ id }) => id);
    expect([under[0], under.at(-1)]).toEqual([frame, note]);
  });
});
