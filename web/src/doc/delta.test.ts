import { expect, test } from "vitest";
import * as Y from "yjs";
import { deltaOf, leaveMarks, sharedText } from "./delta";

test("a text without marks is its characters", () => {
  const doc = new Y.Doc();
  const text = doc.getText("t");
  text.insert(0, "plain");
  expect(deltaOf(text)).toBeNull();
  text.format(0, 5, { bold: true });
  expect(deltaOf(text)).toEqual([{ insert: "plain", attributes: { bold: true } }]);
  const copy = sharedText("plain", deltaOf(text));
  doc.getMap("m").set("copy", copy);
  expect(copy.toDelta()).toEqual(text.toDelta());
});

test("marks that somebody else changes make no edit of one's own", () => {
  const [mine, theirs] = [new Y.Doc(), new Y.Doc()];
  const pass = (from: Y.Doc, to: Y.Doc): void =>
    Y.applyUpdate(to, Y.encodeStateAsUpdate(from, Y.encodeStateVector(to)), "link");
  theirs.getText("t").insert(0, "one two three");
  theirs.getText("t").format(0, 13, { bold: true });
  pass(theirs, mine);
  leaveMarks(mine);
  mine.getText("t");
  let sent = 0;
  mine.on("update", (_update: Uint8Array, origin: unknown) => {
    if (origin !== "link") sent += 1;
  });
  theirs.getText("t").delete(0, 13);
  theirs.getText("t").insert(0, "four");
  pass(theirs, mine);
  expect(sent).toBe(0);
  expect(mine.getText("t").toDelta()).toEqual(theirs.getText("t").toDelta());
});
