/**
 * What writing in a text with marks does to it: each returns where the caret then is. Pure; to be
 * called inside the caller's transaction.
 */
import type * as Y from "yjs";
import type { TextSpan } from "../textDiff";
import {
  lengthOf,
  linesOf,
  MARKS,
  PLAIN,
  textOf,
  type Block,
  type Line,
  type Mark,
  type Marks,
  type Op,
} from "./lines";

export type Span = TextSpan;

const BLOCKS: Readonly<Record<NonNullable<Block>, Record<string, unknown>>> = {
  h1: { header: 1, list: null },
  h2: { header: 2, list: null },
  bullet: { header: null, list: "bullet" },
  ordered: { header: null, list: "ordered" },
};
const NO_BLOCK = { header: null, list: null };

/** What typed at the start of a line and followed by a space makes it something else. */
const MARKDOWN: Readonly<Record<string, NonNullable<Block>>> = {
  "#": "h1",
  "##": "h2",
  "-": "bullet",
  "*": "bullet",
  "1.": "ordered",
};

export function readLines(text: Y.Text): Line[] {
  return linesOf(text.toDelta() as Op[]);
}

export function lineAt(lines: readonly Line[], at: number): Line {
  const line = lines.findLast(({ start }) => start <= at);
  if (!line) throw new Error("a text has at least one line");
  return line;
}

/** The marks of what is typed at a place: those of the letter before; a link does not grow. */
export function marksAt(lines: readonly Line[], at: number): Marks {
  const line = lineAt(lines, at);
  let end = line.start;
  let before: Marks = line.runs[0]?.marks ?? PLAIN;
  for (const [i, run] of line.runs.entries()) {
    const begin = end;
    end += run.text.length;
    if (begin < at || i === 0) before = run.marks;
    if (at < end) {
      const inside = begin < at || run.marks.link === before.link;
      return inside && at > line.start ? before : { ...before, link: null };
    }
  }
  return { ...before, link: null };
}

/** Replaces a span by what is typed; line breaks in it make lines of what the line is. */
export function typeOver(text: Y.Text, { from, to }: Span, typed: string, marks?: Marks): number {
  const lines = readLines(text);
  if (typed === " " && from === to) {
    const line = lineAt(lines, from);
    const block = MARKDOWN[textOf(line).slice(0, from - line.start)];
    if (block && line.block === null) {
      text.delete(line.start, from - line.start);
      setBlock(text, { from: line.start, to: line.start }, block);
      return line.start;
    }
  }
  const own = marks ?? marksAt(lines, from);
  if (to > from) text.delete(from, to - from);
  const parts = typed.replaceAll(/\r\n?/g, "\n").split("\n");
  let at = from;
  parts.forEach((part, i) => {
    if (i > 0) at = breakLine(text, at);
    if (part !== "") text.insert(at, part, attributesOf(own));
    at += part.length;
  });
  return at;
}

/** Puts a pasted text in, with its marks; where it ends in a line of its own, that one is left. */
export function insertOps(text: Y.Text, { from, to }: Span, ops: readonly Op[]): number {
  if (to > from) text.delete(from, to - from);
  let at = from;
  for (const { insert, attributes } of ops) {
    if (typeof insert !== "string") continue;
    text.insert(at, insert, { ...attributes });
    at += insert.length;
  }
  return at;
}

/** Enter: a list goes on, a heading does not, and an empty point of a list ends it. */
export function breakLine(text: Y.Text, at: number): number {
  const line = lineAt(readLines(text), at);
  const isList = line.block === "bullet" || line.block === "ordered";
  if (isList && lengthOf(line) === 0) {
    text.format(line.start, 1, NO_BLOCK);
    return at;
  }
  text.insert(at, "\n", line.block === null ? {} : BLOCKS[line.block]);
  const end = line.start + lengthOf(line) + 1;
  if (line.block !== null && !isList && at + 1 === end) text.format(end, 1, NO_BLOCK);
  return at + 1;
}

/**
 * Deletes a span; where `caret`, with nothing selected, is at the start of a heading or a list,
 * Backspace makes it a paragraph first.
 */
export function erase(text: Y.Text, { from, to }: Span, caret: number | null): number {
  if (caret !== null && to === caret && to - from <= 1) {
    const line = lineAt(readLines(text), caret);
    if (line.block !== null && caret === line.start) {
      text.format(line.start + lengthOf(line), 1, NO_BLOCK);
      return caret;
    }
  }
  if (to > from) text.delete(from, to - from);
  return from;
}

/** Makes the lines of a span something, or paragraphs when all of them are that already. */
export function setBlock(text: Y.Text, span: Span, block: NonNullable<Block>): void {
  const lines = readLines(text);
  const touched = lines.filter(
    (line) => line.start <= span.to && line.start + lengthOf(line) >= span.from,
  );
  const isOff = touched.every((line) => line.block === block);
  for (const line of touched) {
    const end = line.start + lengthOf(line);
    const attributes = isOff ? NO_BLOCK : BLOCKS[block];
    if (end < text.length) text.format(end, 1, attributes);
    else if (!isOff) text.insert(end, "\n", attributes);
  }
}

export function hasMark(lines: readonly Line[], span: Span, mark: Mark): boolean {
  const marks = marksIn(lines, span);
  return marks.length > 0 && marks.every((each) => each[mark]);
}

export function toggleMark(text: Y.Text, span: Span, mark: Mark): void {
  const isOn = hasMark(readLines(text), span, mark);
  text.format(span.from, span.to - span.from, { [mark]: isOn ? null : true });
}

export function setLink(text: Y.Text, { from, to }: Span, link: string | null): void {
  text.format(from, to - from, { link });
}

function marksIn(lines: readonly Line[], { from, to }: Span): Marks[] {
  return lines.flatMap((line) => {
    let end = line.start;
    return line.runs
      .filter((run) => {
        const begin = end;
        end += run.text.length;
        return begin < to && end > from;
      })
      .map((run) => run.marks);
  });
}

function attributesOf(marks: Marks): Record<string, unknown> {
  const on = MARKS.filter((mark) => marks[mark]).map((mark) => [mark, true] as const);
  return { ...Object.fromEntries(on), ...(marks.link !== null && { link: marks.link }) };
}
