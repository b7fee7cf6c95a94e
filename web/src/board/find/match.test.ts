import { expect, test } from "vitest";
import { CATALOG, testBoard } from "../../doc/fixtures";
import { speak } from "../../i18n/i18n";
import { found } from "./match";

function board() {
  const { edits, view } = testBoard();
  const note = (text: string, x: number, y: number): string =>
    edits.addNode({ type: "note", position: { x, y }, params: { text } });
  const low = note("Warm light on clay", 0, 500);
  const high = note("clay dries", 300, 0);
  const solid = edits.addNode({ type: "image.solid", position: { x: 0, y: 0 }, title: "Backdrop" });
  return { low, high, solid, find: (typed: string) => found(view.all(), CATALOG, typed) };
}

test("words are found in titles, notes and types, in reading order", () => {
  const { low, high, solid, find } = board();
  expect(find("clay")).toEqual([high, low]);
  expect(find("back")).toEqual([solid]);
  expect(find("image.so")).toEqual([solid]);
  expect(find("note")).toEqual([high, low]);
});

test("every word that is typed must be there, and nothing typed finds nothing", () => {
  const { low, find } = board();
  expect(find("LIGHT clay")).toEqual([low]);
  expect(find("light glass")).toEqual([]);
  expect(find("  ")).toEqual([]);
});

test("letters are found with and without their marks, typed in either language", () => {
  const { edits, view } = testBoard();
  const note = (text: string): string =>
    edits.addNode({ type: "note", position: { x: 0, y: 0 }, params: { text } });
  const [dotted, dotless, soft] = [
    note("İSTANBUL ışığı"),
    note("KIŞ SABAHI"),
    note("Müller, café"),
  ];
  for (const language of ["en", "tr"] as const) {
    speak(language, {}, (text) => text);
    const find = (typed: string): string[] => found(view.all(), CATALOG, typed);
    for (const typed of ["istanbul", "İstanbul", "ISTANBUL", "ISIGI", "ışığı", "Işığı"]) {
      expect(find(typed), `${typed} in ${language}`).toEqual([dotted]);
    }
    for (const typed of ["kış", "kis", "KIŞ", "kIş"]) expect(find(typed), typed).toEqual([dotless]);
    for (const typed of ["muller", "MÜLLER", "cafe\u0301"]) expect(find(typed)).toEqual([soft]);
  }
  speak("en", {}, (text) => text);
});
