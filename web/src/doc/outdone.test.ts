import { expect, test } from "vitest";
import * as Y from "yjs";
import { ORIGIN, testBoard, type TestBoard } from "./fixtures";

/** Two people at a note that a script wrote as a plain string; what each does waits for `meet`. */
function two(words: string) {
  const [ada, ben] = [testBoard("a"), testBoard("b")];
  const id = ada.edits.addNode({ type: "note", position: ORIGIN });
  const node = ada.doc.getMap<Y.Map<Y.Map<unknown>>>("nodes").get(id);
  node?.get("params")?.set("text", words);
  const send = (from: TestBoard, to: TestBoard): void => {
    const missing = Y.encodeStateAsUpdate(from.doc, Y.encodeStateVector(to.doc));
    Y.applyUpdate(to.doc, missing, "others");
  };
  send(ada, ben);
  const meet = (): void => {
    for (let round = 0; round < 2; round += 1) {
      send(ada, ben);
      send(ben, ada);
    }
    for (const one of [ada, ben]) one.frame();
  };
  const open = (one: TestBoard): Y.Text => {
    one.edits.shareText(id, "text");
    one.view.flush();
    const text = one.view.node(id)?.texts.text;
    if (!text) throw new Error("the note has no text to type in");
    return text;
  };
  const reads = (one: TestBoard) => one.view.node(id)?.texts.text?.toDelta() as unknown;
  return { ada, ben, meet, open, reads };
}

test("both keep what they typed when they open one plain text at the same moment", () => {
  const { ada, ben, meet, open, reads } = two("clay dries");
  const [hers, his] = [open(ada), open(ben)];
  ada.edits.typeText(hers, (text) => text.insert(10, " slowly"));
  ben.edits.typeText(his, (text) => text.insert(0, "Warm "));
  meet();
  expect(reads(ada)).toEqual([{ insert: "Warm clay dries slowly" }]);
  expect(reads(ben)).toEqual(reads(ada));
});

test("whoever is outdone, marks and what was taken away are carried over too", () => {
  const { ada, ben, meet, open, reads } = two("warm clay dries");
  const [hers, his] = [open(ada), open(ben)];
  for (const [one, text, word] of [
    [ada, hers, "A"],
    [ben, his, "B"],
  ] as const) {
    one.edits.typeText(text, (shared) => {
      shared.delete(0, 5);
      shared.insert(0, word, { bold: true });
    });
  }
  meet();
  const seen = reads(ada) as { insert: string; attributes?: object }[];
  expect(reads(ben)).toEqual(seen);
  expect(seen.map(({ insert }) => insert).join("")).toMatch(/^(AB|BA)clay dries$/);
  expect(seen[0]?.attributes).toEqual({ bold: true });
  expect(seen.at(-1)).toEqual({ insert: "clay dries" });
});

test("what is typed only after they met, or by nobody, is said once", () => {
  const { ada, ben, meet, open, reads } = two("clay");
  open(ada);
  open(ben);
  meet();
  expect(reads(ada)).toEqual([{ insert: "clay" }]);
  const [hers] = [open(ada)];
  ada.edits.typeText(hers, (text) => text.insert(4, " dries"));
  meet();
  expect(reads(ben)).toEqual([{ insert: "clay dries" }]);
});
