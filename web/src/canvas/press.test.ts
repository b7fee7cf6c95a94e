import { describe, expect, test } from "vitest";
import type { Session } from "../board/session";
import { createUi } from "../board/ui";
import { CATALOG, testBoard } from "../doc/fixtures";
import { pull } from "./edgePan";
import { itemAt, itemsIn } from "./hit";
import { click, dragging, marquee } from "./press";
import { Scene } from "./scene";

function setUp() {
  const board = testBoard();
  const ui = createUi();
  const said: unknown[] = [];
  const presence = { say: (change: unknown) => said.push(change) };
  const session = {
    ...board,
    ui,
    presence,
    catalog: CATALOG,
    canEdit: true,
  } as unknown as Session;
  const note = (x: number, y: number): string =>
    board.edits.addNode({ type: "note", position: { x, y }, size: { w: 100, h: 100 } });
  const [a, b] = [note(0, 0), note(200, 0)];
  const frame = board.edits.addNode({
    type: "frame",
    position: { x: -50, y: -50 },
    size: { w: 1_000, h: 600 },
  });
  const scene = new Scene(session);
  scene.refresh();
  const titles = () => "A frame";
  const at = (x: number, y: number, zoom = 0.1) => itemAt(scene, { x, y }, zoom, titles);
  return { ...board, ui, said, session, scene, a, b, frame, at };
}

describe("what lies under the pointer", () => {
  test("is the topmost item; a frame counts by its edges and its title only", () => {
    const { a, frame, at } = setUp();
    expect(at(50, 50)).toBe(a);
    expect(at(500, 300)).toBeNull();
    expect(at(-50, 300)).toBe(frame);
    expect(at(0, -150)).toBe(frame);
    expect(at(940, -150)).toBeNull();
  });

  test("the edge of a frame is as wide on the screen from however far away", () => {
    const { frame, at } = setUp();
    expect([at(-90, 300, 0.1), at(-90, 300, 1)]).toEqual([frame, null]);
  });
});

describe("a marquee", () => {
  const nothing = { show: () => undefined, hide: () => undefined };

  test("takes what it touches, and a frame only whole", () => {
    const { scene, a, b, frame } = setUp();
    expect(itemsIn(scene, { x: 90, y: 90, w: 20, h: 20 })).toEqual([a]);
    const all = itemsIn(scene, { x: -60, y: -60, w: 2_000, h: 2_000 });
    expect(all.sort()).toEqual([a, b, frame].sort());
  });

  test("selects while it is drawn, adds with Shift, and takes all back on Escape", () => {
    const { session, scene, ui, a, b } = setUp();
    click(session, a, false);
    const press = marquee(session, scene, nothing, { x: 210, y: 10 }, true);
    press.move({ x: 220, y: 20 });
    expect([...ui.selection.get()].sort()).toEqual([a, b].sort());
    press.move({ x: 200, y: -30 });
    press.cancel();
    expect([...ui.selection.get()]).toEqual([a]);
  });
});

describe("a drag from afar", () => {
  test("shows itself to others, and lands in the document on the drop as one step of undo", () => {
    const { session, view, undo, ui, said, a, b } = setUp();
    click(session, a, false);
    click(session, b, true);
    const press = dragging(session, a, { x: 10, y: 10 }, false);
    press.move({ x: 40, y: 25 });
    expect(view.node(a)?.position).toEqual({ x: 0, y: 0 });
    expect(said.at(-1)).toEqual({ dragging: { nodes: [a, b], dx: 30, dy: 15 } });
    press.end();
    expect(view.node(a)?.position).toEqual({ x: 30, y: 15 });
    expect(view.node(b)?.position).toEqual({ x: 230, y: 15 });
    expect(ui.drag.get().size).toBe(0);
    undo.undo();
    view.flush();
    expect(view.node(b)?.position).toEqual({ x: 200, y: 0 });
  });

  test("of an item that is not selected selects it first, and is given up on Escape", () => {
    const { session, view, ui, a, b } = setUp();
    click(session, b, false);
    const press = dragging(session, a, { x: 0, y: 0 }, false);
    expect([...ui.selection.get()]).toEqual([a]);
    press.move({ x: 500, y: 0 });
    press.cancel();
    expect(ui.drag.get().size).toBe(0);
    expect(view.node(a)?.position).toEqual({ x: 0, y: 0 });
  });
});

test("at the edges of the screen the board comes along, faster further out", () => {
  expect(pull(500, 0, 1_000)).toBe(0);
  expect(pull(20, 0, 1_000)).toBeGreaterThan(0);
  expect(pull(990, 0, 1_000)).toBeLessThan(pull(970, 0, 1_000));
});
