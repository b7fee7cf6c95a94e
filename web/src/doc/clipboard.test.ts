import { expect, test } from "vitest";
import { clipInHtml, copyNodes, htmlOf, parseClip, plainOf, type Clip } from "./clipboard";
import { ORIGIN, testBoard } from "./fixtures";

const at = { x: 1, y: 2 };
const CLIP: Clip = {
  board: "b",
  nodes: [
    { type: "note", position: at, params: { text: 'Warm <light> & "dust", ğ' } },
    { type: "swatch", position: at, params: { color: "#aa3300" } },
    { type: "image", position: at, params: { asset: "abc" } },
  ],
};

test("other programs get the words and the colours", () => {
  expect(plainOf(CLIP)).toBe('Warm <light> & "dust", ğ\n\n#aa3300');
});

test("what is copied comes back whole, also through HTML", () => {
  expect(parseClip(JSON.stringify(CLIP))).toEqual(CLIP);
  expect(clipInHtml(`<meta charset="utf-8">${htmlOf(CLIP)}`)).toEqual(CLIP);
});

test("marks are copied with the words they are on, and a text without any is plain", () => {
  const { edits, view } = testBoard();
  const text = [{ insert: "warm", attributes: { bold: true } }, { insert: " light\n" }];
  edits.addNode({ type: "note", position: ORIGIN, texts: { text } });
  edits.addNode({ type: "note", position: ORIGIN, params: { text: "plain" } });
  const clip = { board: "b", nodes: copyNodes(view.all()) };
  expect(clip.nodes.map(({ texts }) => texts)).toEqual([{ text }, undefined]);
  const pasted = parseClip(JSON.stringify(clip))?.nodes ?? [];
  const copies = edits.addNodes(pasted).map((id) => view.node(id));
  expect(copies[0]?.texts.text?.toDelta()).toEqual(text);
  expect(copies.map((copy) => copy?.params.text)).toEqual(["warm light\n", "plain"]);
});

test("what is not ours, or malformed, is not taken", () => {
  expect(clipInHtml("<p>Hello</p>")).toBeNull();
  expect(clipInHtml('<pre data-atelier-nodes="%7B%E0">')).toBeNull();
  expect(parseClip("words")).toBeNull();
  expect(parseClip('{"board":"b","nodes":[{"type":"note","position":"here"}]}')).toBeNull();
  expect(parseClip('{"board":"b","nodes":[null]}')).toBeNull();
  const node = { type: "note", position: at, texts: { text: "words" } };
  expect(parseClip(JSON.stringify({ board: "b", nodes: [node] }))).toBeNull();
});
