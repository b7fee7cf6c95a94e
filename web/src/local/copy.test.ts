import * as Y from "yjs";
import { expect, test } from "vitest";
import { recordEdits, type UnsavedEdit } from "../sync/changes";
import { LocalCopy, merged } from "./copy";
import { readEarly } from "./early";
import { memoryStore } from "./memory";

const ID = { account: "ada", board: "b1", epoch: "e1" };

/** A document whose edits are kept, as an open board's are. */
function kept(store = memoryStore(), id = ID) {
  const doc = new Y.Doc();
  const left = new Set<string>();
  const copy = new LocalCopy({ store, isLasting: true, left }, id);
  const edits: UnsavedEdit[] = [];
  recordEdits(doc, { id: () => `${edits.length}`, gesture: () => `${edits.length}` }, (edit) => {
    edits.push(edit);
    copy.edited(edit);
  });
  const set = (key: string): void => void doc.getMap("nodes").set(key, new Y.Map());
  return { store, doc, copy, edits, left, set };
}

async function opened(store: ReturnType<typeof memoryStore>, id = ID) {
  const { updates, edits } = await store.open(id);
  const doc = new Y.Doc();
  for (const update of [...updates, ...edits.map((edit) => edit.update)])
    Y.applyUpdate(doc, update);
  return { nodes: Object.keys(doc.getMap("nodes").toJSON()).sort(), edits, updates };
}

test("a board is opened with what was received and what was made here", async () => {
  const { store, copy, set } = kept();
  const other = new Y.Doc();
  other.getMap("nodes").set("theirs", new Y.Map());
  copy.received(Y.encodeStateAsUpdate(other));
  set("mine");
  const { nodes, edits } = await opened(store);
  expect(nodes).toEqual(["mine", "theirs"]);
  expect(edits).toHaveLength(1);
});

test("a saved edit is part of the copy and no longer counted", async () => {
  const { store, copy, edits, set } = kept();
  set("a");
  set("b");
  copy.saved(edits.slice(0, 1));
  const found = await opened(store);
  expect(found.nodes).toEqual(["a", "b"]);
  expect(found.edits.map(({ id }) => id)).toEqual(["1"]);
});

test("a refused edit is remembered as refused", async () => {
  const { store, copy, edits, set } = kept();
  set("a");
  for (const edit of edits) copy.edited({ ...edit, refused: "malformed" });
  const { edits: found } = await opened(store);
  expect(found.map(({ refused }) => refused)).toEqual(["malformed"]);
});

test("a fresh document takes the place of the copy and of its own edits only", async () => {
  const { store, copy, edits, set } = kept();
  set("mine");
  const foreign = { ...edits[0], id: "of another tab" } as UnsavedEdit;
  await store.append(ID, [], [foreign]);
  await copy.replace(Y.encodeStateAsUpdate(new Y.Doc()), edits, []);
  const { edits: found, updates } = await opened(store);
  expect(found.map(({ id }) => id)).toEqual(["of another tab"]);
  expect(updates).toHaveLength(1);
});

test("another epoch, board or account has a copy of its own", async () => {
  const { store, set } = kept();
  set("mine");
  const restored = { ...ID, epoch: "e2" };
  expect((await opened(store, restored)).nodes).toEqual([]);
  expect((await opened(store, { ...ID, account: "ben" })).nodes).toEqual([]);
  expect(await store.others(restored)).toEqual([ID]);
  expect(await store.others(ID)).toEqual([]);
  expect(await store.others({ ...restored, board: "b2" })).toEqual([]);
});

test("signing out takes the account's boards along and no one else's", async () => {
  const store = memoryStore();
  kept(store).set("mine");
  const ben = { ...ID, account: "ben" };
  kept(store, ben).set("his");
  expect(await store.unsavedOf("ada")).toHaveLength(1);
  await store.forget("ada");
  expect(await store.unsavedOf("ada")).toHaveLength(0);
  expect((await opened(store)).nodes).toEqual([]);
  expect((await opened(store, ben)).nodes).toEqual(["his"]);
});

test("a board still open brings nothing back after its account signed out", async () => {
  const { store, copy, left, set } = kept();
  copy.received(Y.encodeStateAsUpdate(new Y.Doc()));
  left.add("ada");
  await store.forget("ada");
  set("late");
  copy.close();
  expect((await opened(store)).updates).toEqual([]);
});

test("edits are not called safe where nothing lasts, or while they are being written", async () => {
  const { copy, set } = kept();
  expect(copy.isSafe).toBe(true);
  set("a");
  expect(copy.isSafe).toBe(false);
  await new Promise((done) => setTimeout(done));
  expect(copy.isSafe).toBe(true);
  const memory = { store: memoryStore(), isLasting: false, left: new Set<string>() };
  expect(new LocalCopy(memory, ID).isSafe).toBe(false);
});

test("a copy of many updates is opened whole, and is one afterwards", async () => {
  const store = memoryStore();
  const doc = new Y.Doc();
  doc.on("update", (update: Uint8Array) => void store.append(ID, [update], []));
  for (let i = 0; i < 70; i += 1) doc.getMap("nodes").set(`n${i}`, i);
  const copy = new LocalCopy({ store, isLasting: true, left: new Set() }, ID);
  expect((await copy.open()).updates).toHaveLength(70);
  await new Promise((done) => setTimeout(done));
  const { updates, nodes } = await opened(store);
  expect(updates).toHaveLength(1);
  expect(nodes).toHaveLength(70);
});

test("what was read before the board was opened is handed over once", async () => {
  const store = memoryStore();
  const early = Y.encodeStateAsUpdate(new Y.Doc());
  await store.append(ID, [early], []);
  readEarly(store, ID);
  const other = { store: memoryStore(), isLasting: false, left: new Set<string>() };
  const copy = new LocalCopy(other, ID);
  expect((await copy.open()).updates).toEqual([early]);
  expect((await copy.open()).updates).toEqual([]);
});

test("many updates become one without losing what still waits", () => {
  const doc = new Y.Doc();
  const updates: Uint8Array[] = [];
  doc.on("update", (update: Uint8Array) => updates.push(update));
  for (let i = 0; i < 5; i += 1) doc.getMap("nodes").set(`n${i}`, i);
  const early = merged([...updates.slice(0, 2), ...updates.slice(3)]);
  const whole = new Y.Doc();
  Y.applyUpdate(whole, early);
  Y.applyUpdate(whole, updates[2] ?? new Uint8Array());
  expect(whole.getMap("nodes").toJSON()).toEqual(doc.getMap("nodes").toJSON());
});
