import { expect, test } from "vitest";
import { testBoard } from "../doc/fixtures";
import { GLIDE_MS } from "../presence/glide";
import { readPeer, type Dragging, type Peer } from "../presence/peers";
import type { Presence } from "../presence/presence";
import { RemoteDrags } from "./remoteDrags";

function setUp() {
  const { view, edits } = testBoard();
  const id = edits.addNode({ type: "image.solid", position: { x: 100, y: 50 } });
  const peers: Peer[] = [];
  const presence = { others: () => peers } as unknown as Presence;
  const drags = new RemoteDrags({ presence, view });
  let now = 0;
  const hear = (dragging: Dragging | null): void => {
    now += 33;
    const user = { id: "p", name: "Ben", color: "#000000" };
    const peer = readPeer(1, { user, dragging });
    if (peer) peers[0] = peer;
    drags.update(now);
  };
  const at = () => drags.positions(now).get(id);
  const settle = (): void => {
    now += GLIDE_MS;
  };
  const by = (dx: number, dy = 0): Dragging => ({ nodes: [id], dx, dy });
  return { id, edits, drags, hear, at, settle, by };
}

test("an item glides from where it lay to where it is dragged", () => {
  const { id, drags, hear, at, settle, by } = setUp();
  hear(by(40));
  expect(at()).toEqual({ x: 100, y: 50 });
  expect([...drags.ids.get()]).toEqual([id]);
  settle();
  expect(at()).toEqual({ x: 140, y: 50 });
});

test("the drop does not make it jump, whether the document or the end of the drag comes first", () => {
  const { id, edits, drags, hear, at, settle, by } = setUp();
  hear(by(40));
  settle();
  edits.moveNodes(new Map([[id, { x: 140, y: 50 }]]));
  hear(by(40));
  expect(at()).toEqual({ x: 140, y: 50 });
  hear(null);
  expect(at()).toBeUndefined();
  expect(drags.ids.get().size).toBe(0);
});

test("taken up again before the first drag was heard to end, it counts from where it was dropped", () => {
  const { id, edits, hear, at, settle, by } = setUp();
  hear(by(40));
  edits.moveNodes(new Map([[id, { x: 140, y: 50 }]]));
  hear(by(2));
  settle();
  expect(at()).toEqual({ x: 142, y: 50 });
  hear(by(5));
  settle();
  expect(at()).toEqual({ x: 145, y: 50 });
});

test("the ids are told only when they are others", () => {
  const { drags, hear, by } = setUp();
  let told = 0;
  drags.ids.subscribe(() => (told += 1));
  for (let dx = 1; dx < 20; dx += 1) hear(by(dx));
  expect(told).toBe(1);
});
