import { expect, test } from "vitest";
import { clipInHtml, htmlOf, parseClip, plainOf, type Clip } from "./clipboard";

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

test("what is not ours, or malformed, is not taken", () => {
  expect(clipInHtml("<p>Hello</p>")).toBeNull();
  expect(clipInHtml('<pre data-atelier-nodes="%7B%E0">')).toBeNull();
  expect(parseClip("words")).toBeNull();
  expect(parseClip('{"board":"b","nodes":[{"type":"note","position":"here"}]}')).toBeNull();
  expect(parseClip('{"board":"b","nodes":[null]}')).toBeNull();
});
