import { expect, test } from "vitest";
import type { UnsavedEdit } from "./changes";
import { Unsaved } from "./unsaved";

const STEP_1 = new Uint8Array([0, 0]);
const STEP_2 = new Uint8Array([0, 1]);
const UPDATE = new Uint8Array([0, 2]);
const AWARENESS = new Uint8Array([1, 2]);

function edit(id: string, gesture = id): UnsavedEdit {
  return { id, gesture, update: new Uint8Array(), changes: [], inserted: [], deleted: [] };
}

/** Connected and in step; `send` makes an edit that travels by itself. */
function connected(edits: readonly UnsavedEdit[] = []) {
  const unsaved = new Unsaved(edits);
  unsaved.opened();
  const send = (id: string, gesture = id): void => {
    unsaved.frame(UPDATE);
    unsaved.add(edit(id, gesture), true);
  };
  const ids = (): string[] => unsaved.all.map(({ id }) => id);
  return { unsaved, send, ids };
}

test("an edit is unsaved until a receipt reaches its number", () => {
  const { unsaved, send, ids } = connected();
  for (const frame of [STEP_1, AWARENESS, STEP_2]) unsaved.frame(frame);
  send("a");
  send("b");
  expect(unsaved.receipt(2).map(({ id }) => id)).toEqual(["a"]);
  expect(ids()).toEqual(["b"]);
  expect(unsaved.isPending).toBe(true);
  unsaved.receipt(3);
  expect(unsaved.isPending).toBe(false);
});

test("awareness and state vectors are not edits", () => {
  const { unsaved } = connected();
  unsaved.frame(STEP_1);
  unsaved.frame(AWARENESS);
  expect(unsaved.isPending).toBe(false);
});

test("what was sent without a receipt is unsaved over a new connection until its step 2 is", () => {
  const { unsaved, send, ids } = connected();
  send("a");
  unsaved.opened();
  expect(unsaved.receipt(1)).toEqual([]);
  unsaved.frame(STEP_2);
  expect(ids()).toEqual(["a"]);
  unsaved.receipt(1);
  expect(unsaved.isPending).toBe(false);
});

test("edits of an earlier visit are saved with the step 2 that carries them", () => {
  const { unsaved } = connected([edit("a"), edit("b")]);
  expect(unsaved.changes).toBe(2);
  unsaved.frame(STEP_2);
  expect(unsaved.receipt(1)).toHaveLength(2);
});

test("an edit made with no socket waits for the next one", () => {
  const { unsaved } = connected();
  unsaved.frame(STEP_2);
  unsaved.receipt(1);
  unsaved.add(edit("a"), false);
  expect(unsaved.isPending).toBe(true);
  unsaved.receipt(1);
  expect(unsaved.changes).toBe(1);
});

test("edits of one gesture are one change", () => {
  const { unsaved, send } = connected();
  send("a", "drag");
  send("b", "drag");
  send("c", "click");
  expect(unsaved.changes).toBe(2);
});

test("a refused edit never counts as saved, whatever receipts say", () => {
  const { unsaved, send, ids } = connected();
  send("a");
  send("b");
  send("c");
  expect(unsaved.refusal(2, "malformed")?.id).toBe("b");
  expect(unsaved.refusal(3, "dependency")).toBeNull();
  expect(unsaved.isSettled).toBe(false);
  unsaved.receipt(3);
  expect(unsaved.isSettled).toBe(true);
  expect(ids()).toEqual(["b", "c"]);
  expect(unsaved.all.map(({ refused }) => refused !== undefined)).toEqual([true, false]);
});

test("of several edits refused together, none is given up", () => {
  const { unsaved } = connected([edit("a"), edit("b")]);
  unsaved.frame(STEP_2);
  expect(unsaved.refusal(1, "malformed")).toBeNull();
  unsaved.receipt(1);
  expect(unsaved.all.some(({ refused }) => refused !== undefined)).toBe(false);
  expect(unsaved.changes).toBe(2);
});

test("a lost right gives no edit up either", () => {
  const { unsaved, send } = connected();
  send("a");
  expect(unsaved.refusal(1, "role")).toBeNull();
  unsaved.receipt(1);
  expect(unsaved.changes).toBe(1);
});

test("of edits open when a message was too large, the largest is given up", () => {
  const { unsaved, send } = connected();
  send("a");
  unsaved.frame(UPDATE);
  unsaved.add({ ...edit("b"), update: new Uint8Array(9) }, true);
  send("c");
  expect(unsaved.refuseOpen("malformed")).toBeNull();
  expect(unsaved.refuseOpen("too_large")?.id).toBe("b");
});

test("edits that were too large only together are each tried by themselves", () => {
  const { unsaved } = connected([edit("a"), edit("b")]);
  unsaved.frame(STEP_2);
  expect(unsaved.refuseOpen("too_large")).toBeNull();
});
