import { expect, test } from "vitest";
import type { Session } from "../board/session";
import { createUi } from "../board/ui";
import { CATALOG, ORIGIN, testBoard } from "../doc/fixtures";
import { copyTo } from "../commands/actions";
import { frameFor, movable, withChildren } from "./frames";
import { land } from "./move";

/** The parts of a session that moving reads. */
function board() {
  const all = testBoard();
  const { view, edits } = all;
  const session = { view, edits, catalog: CATALOG, ui: createUi() } as unknown as Session;
  const frame = edits.addNode({
    type: "frame",
    position: { x: 1_000, y: 0 },
    size: { w: 500, h: 500 },
  });
  const note = edits.addNode({ type: "note", position: ORIGIN, size: { w: 100, h: 100 } });
  return { ...all, session, frame, note };
}

test("what is dropped whole in a frame belongs to it, until its middle is out", () => {
  const { session, view, frame, note } = board();
  land(session, new Map([[note, { x: 960, y: 100 }]]));
  expect(view.node(note)?.parent).toBeNull();
  land(session, new Map([[note, { x: 1_000, y: 100 }]]));
  expect(view.node(note)?.parent).toBe(frame);
  land(session, new Map([[note, { x: 960, y: 100 }]]));
  expect(view.node(note)?.parent).toBe(frame);
  land(session, new Map([[note, { x: 940, y: 100 }]]));
  expect(view.node(note)?.parent).toBeNull();
});

test("a frame takes its children along and they stay its children", () => {
  const { session, view, frame, note } = board();
  land(session, new Map([[note, { x: 1_100, y: 100 }]]));
  expect(withChildren(view, [frame])).toEqual(new Set([frame, note]));
  land(
    session,
    new Map([
      [frame, { x: 3_000, y: 0 }],
      [note, { x: 3_100, y: 100 }],
    ]),
  );
  expect(view.node(note)?.parent).toBe(frame);
});

test("a move is one step of undo, the frame it ends in included", () => {
  const { session, view, undo, note, advance } = board();
  advance(5_000);
  land(session, new Map([[note, { x: 1_100, y: 100 }]]));
  undo.undo();
  view.flush();
  expect(view.node(note)).toMatchObject({ position: ORIGIN, parent: null });
});

test("the topmost of the frames that hold something counts", () => {
  const { edits, view, frame } = board();
  const upper = edits.addNode({
    type: "frame",
    position: { x: 1_000, y: 0 },
    size: { w: 9, h: 9 },
  });
  const at = (x: number, y: number) => frameFor(view, { x, y, w: 4, h: 4 });
  expect(at(1_004, 4)).toBe(upper);
  expect(at(1_100, 100)).toBe(frame);
  expect(at(0, 0)).toBeNull();
});

test("what moves goes with its frame, unless it is locked", () => {
  const { session, view, edits, frame, note } = board();
  land(session, new Map([[note, { x: 1_100, y: 100 }]]));
  expect(movable(view, [frame]).map(({ id }) => id)).toEqual([frame, note]);
  edits.setLocked([note], true);
  expect(movable(view, [frame]).map(({ id }) => id)).toEqual([frame]);
  edits.setLocked([frame], true);
  expect(movable(view, [frame])).toEqual([]);
});

test("copies land where they are dropped, in the frame that holds them, as one step", () => {
  const { session, view, undo, frame, note, advance } = board();
  advance(5_000);
  copyTo(session, new Map([[note, { x: 1_100, y: 100 }]]));
  const [copy = ""] = session.ui.selection.get();
  expect(view.node(note)?.position).toEqual(ORIGIN);
  expect(view.node(copy)).toMatchObject({ position: { x: 1_100, y: 100 }, parent: frame });
  undo.undo();
  view.flush();
  expect(view.order).toEqual([frame, note]);
});
