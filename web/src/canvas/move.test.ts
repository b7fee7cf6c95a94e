import { expect, test } from "vitest";
import type { Session } from "../board/session";
import { createUi } from "../board/ui";
import { CATALOG, ORIGIN, testBoard } from "../doc/fixtures";
import { frameAt, withChildren } from "./frames";
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

test("what is dropped with its middle in a frame belongs to it, and no longer once it is out", () => {
  const { session, view, frame, note } = board();
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

test("the topmost of the frames under a point counts", () => {
  const { edits, view, frame } = board();
  const upper = edits.addNode({
    type: "frame",
    position: { x: 1_000, y: 0 },
    size: { w: 9, h: 9 },
  });
  expect(frameAt(view, { x: 1_004, y: 4 })).toBe(upper);
  expect(frameAt(view, { x: 1_100, y: 100 })).toBe(frame);
  expect(frameAt(view, ORIGIN)).toBeNull();
});
