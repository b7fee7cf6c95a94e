import { expect, test } from "vitest";
import { CATALOG, testBoard } from "../doc/fixtures";
import { readPeer } from "./peers";
import { whereabouts } from "./where";

const USER = { id: "ada", name: "Ada", color: "#112233" };

test("people are where their hand is, else where they look, in the innermost frame", () => {
  const { view, edits } = testBoard();
  const frame = (title: string, at: number, side: number): void => {
    const size = { w: side, h: side };
    const id = edits.addNode({ type: "frame", position: { x: at, y: at }, size });
    edits.rename(id, title);
  };
  frame("Wall", 0, 1_000);
  frame("Corner", 100, 200);
  const note = edits.addNode({ type: "note", position: { x: 0, y: 0 } });
  edits.rename(note, "Mood");
  view.flush();
  const told = (state: object): string => {
    const peer = readPeer(1, { user: USER, ...state });
    return peer ? whereabouts(peer, { view, catalog: CATALOG }) : "";
  };
  const viewport = { x: 400, y: 400, w: 200, h: 200 };
  expect(told({ viewport })).toBe("in “Wall”");
  expect(told({ viewport, cursor: { x: 150, y: 150 } })).toBe("in “Corner”");
  expect(told({ viewport, cursor: { x: -5, y: 0 } })).toBe("on the board");
  expect(told({ viewport, activity: { type: "editing", node: note } })).toBe("editing “Mood”");
  expect(told({ activity: { type: "editing", node: "gone" } })).toBe("on the board");
  expect(told({ viewport, presenting: true })).toBe("presenting");
  expect(told({ viewport, presenting: true, status: "away" })).toBe("away");
});
