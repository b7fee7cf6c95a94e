import { expect, test } from "vitest";
import * as Y from "yjs";
import { plain } from "../../doc/read";
import { safeLink } from "../../panels/safeLink";
import { numberOf, shownLines } from "./lines";
import {
  breakLine,
  erase,
  hasMark,
  readLines,
  setBlock,
  setLink,
  toggleMark,
  typeOver,
} from "./write";

function shared(words = ""): Y.Text {
  const text = new Y.Doc().getText("text");
  if (words !== "") text.insert(0, words);
  return text;
}

/** Types letter by letter, as a person does. */
function type(text: Y.Text, words: string, at = text.length): number {
  let caret = at;
  for (const letter of words) {
    caret =
      letter === "\n" ? breakLine(text, caret) : typeOver(text, { from: caret, to: caret }, letter);
  }
  return caret;
}

const shape = (text: Y.Text) =>
  readLines(text).map(({ block, runs }) => [block, runs.map((run) => run.text).join("")]);

test("marks leave the words alone", () => {
  const text = shared("a quiet wall");
  toggleMark(text, { from: 2, to: 7 }, "bold");
  setBlock(text, { from: 0, to: 0 }, "h1");
  expect(plain(text)).toBe("a quiet wall\n");
  expect(hasMark(readLines(text), { from: 2, to: 7 }, "bold")).toBe(true);
  toggleMark(text, { from: 2, to: 7 }, "bold");
  expect(text.toDelta()).toEqual([
    { insert: "a quiet wall" },
    { insert: "\n", attributes: { header: 1 } },
  ]);
});

test("a hash, a dash or a number and a space make a heading or a list", () => {
  for (const [typed, block] of [
    ["# a", "h1"],
    ["## a", "h2"],
    ["- a", "bullet"],
    ["1. a", "ordered"],
  ]) {
    const text = shared();
    type(text, typed ?? "");
    expect(shape(text)).toEqual([
      [block, "a"],
      [null, ""],
    ]);
  }
  const text = shared();
  type(text, "a # b");
  expect(shape(text)).toEqual([[null, "a # b"]]);
});

test("a list goes on, an empty point ends it, and a heading is one line", () => {
  const list = shared();
  const at = type(list, "- one");
  type(list, "\ntwo\n\nafter", at);
  expect(shape(list).slice(0, 3)).toEqual([
    ["bullet", "one"],
    ["bullet", "two"],
    [null, "after"],
  ]);
  const heading = shared();
  type(heading, "\nwords", type(heading, "# Title"));
  expect(shape(heading).slice(0, 2)).toEqual([
    ["h1", "Title"],
    [null, "words"],
  ]);
});

test("Backspace at the start of a point makes it a paragraph, then joins the lines", () => {
  const text = shared();
  type(text, "\nb", type(text, "- a"));
  expect(erase(text, { from: 1, to: 2 }, 2)).toBe(2);
  expect(shape(text).slice(0, 2)).toEqual([
    ["bullet", "a"],
    [null, "b"],
  ]);
  expect(erase(text, { from: 1, to: 2 }, 2)).toBe(1);
  expect(plain(text)).toBe("ab\n");
});

test("what is typed after bold is bold, after a link is not one, on the next line is plain", () => {
  const text = shared("ab");
  toggleMark(text, { from: 0, to: 2 }, "bold");
  setLink(text, { from: 0, to: 2 }, "https://example.org");
  const at = type(text, "c", 2);
  breakLine(text, at);
  type(text, "d", at + 1);
  expect(text.toDelta()).toEqual([
    { insert: "ab", attributes: { bold: true, link: "https://example.org" } },
    { insert: "c", attributes: { bold: true } },
    { insert: "\nd" },
  ]);
});

test("two people's marks and words merge", () => {
  const [a, b] = [new Y.Doc(), new Y.Doc()];
  a.getText("t").insert(0, "hello world");
  Y.applyUpdate(b, Y.encodeStateAsUpdate(a));
  toggleMark(a.getText("t"), { from: 0, to: 5 }, "bold");
  typeOver(b.getText("t"), { from: 11, to: 11 }, "!");
  Y.applyUpdate(a, Y.encodeStateAsUpdate(b));
  Y.applyUpdate(b, Y.encodeStateAsUpdate(a));
  expect(a.getText("t").toDelta()).toEqual(b.getText("t").toDelta());
  expect(a.getText("t").toDelta()).toEqual([
    { insert: "hello", attributes: { bold: true } },
    { insert: " world!" },
  ]);
});

test("lines are numbered within their list, and links that run something are none", () => {
  const text = shared("a\nb\nc\nd\n");
  for (const at of [0, 2, 6]) setBlock(text, { from: at, to: at }, "ordered");
  const lines = readLines(text);
  expect(lines.map((_, i) => numberOf(lines, i))).toEqual([1, 2, null, 1, null]);
  expect(shownLines(lines)).toHaveLength(4);
  expect([safeLink("javascript:alert(1)"), safeLink("https://a.b")]).toEqual([
    undefined,
    "https://a.b",
  ]);
});
