/** The words of a note as they are from afar: their lines, sizes and marks, by about their widths. */
import type { Box } from "../../doc/edits";
import type { NodeItem } from "../../doc/schema";
import {
  linesOf,
  numberOf,
  shownLines,
  type Line,
  type Op,
  type Run,
} from "../../items/rich/lines";
import { bar, FONT, SMALLEST_TEXT, wrapped, type Brush } from "./brush";

const [LEFT, TOP, INDENT] = [14, 12, 22];
const SIZES = { h1: [20, 28, 600], h2: [17, 24, 600] } as const;
const WORDS = [15, 22, 400] as const;

/** The ink is the context's fill. */
export function drawWords(brush: Brush, item: NodeItem, box: Box): void {
  let y = box.y + TOP;
  const lines = linesOfNote(item);
  for (const [i, line] of lines.entries()) {
    const [size, height, weight] =
      line.block === "h1" || line.block === "h2" ? SIZES[line.block] : WORDS;
    const isListed = line.block === "bullet" || line.block === "ordered";
    const indent = isListed ? INDENT : 0;
    const x = box.x + LEFT + indent;
    const room = box.w - 2 * LEFT - indent;
    for (const [row, runs] of rowsOf(line, room, size).entries()) {
      if (y + height > box.y + box.h) return;
      const at = { y, h: height, size, weight };
      if (isListed && row === 0) {
        const sign = line.block === "bullet" ? "•" : `${numberOf(lines, i) ?? 1}.`;
        drawRuns(brush, [{ text: sign, marks: null }], { ...at, x: x - INDENT + 4 }, INDENT);
      }
      drawRuns(brush, runs, { ...at, x }, room);
      y += height;
    }
  }
}

type Piece = { readonly text: string; readonly marks: Run["marks"] | null };
type At = {
  readonly x: number;
  readonly y: number;
  readonly h: number;
  readonly size: number;
  readonly weight: number;
};

function linesOfNote({ texts, params }: NodeItem): readonly Line[] {
  const { text } = params;
  const ops = texts.text ? (texts.text.toDelta() as Op[]) : [{ insert: text }];
  return typeof text === "string" && text !== "" ? shownLines(linesOf(ops)) : [];
}

/** The runs of a line, cut where it wraps. */
function rowsOf(line: Line, room: number, size: number): Piece[][] {
  const whole = line.runs.map(({ text }) => text).join("");
  const [run] = line.runs;
  const rows = wrapped(whole, room, size, Infinity);
  if (line.runs.length < 2) return rows.map((text) => [{ text, marks: run?.marks ?? null }]);
  let at = 0;
  return rows.map((row) => {
    const from = Math.max(at, whole.indexOf(row, at));
    at = from + row.length;
    return cut(line.runs, from, at);
  });
}

function cut(runs: readonly Run[], from: number, to: number): Piece[] {
  let begin = 0;
  return runs.flatMap(({ text, marks }) => {
    const [start, end] = [Math.max(from - begin, 0), Math.min(to - begin, text.length)];
    begin += text.length;
    return end > start ? [{ text: text.slice(start, end), marks }] : [];
  });
}

function drawRuns(brush: Brush, runs: readonly Piece[], at: At, room: number): void {
  const { ctx, scale, ratio } = brush;
  const { y, h, size, weight } = at;
  let { x } = at;
  const isBar = size * scale < SMALLEST_TEXT * ratio;
  const end = x + room;
  for (const { text, marks } of runs) {
    if (text === "" || x >= end) continue;
    const heavy = marks?.bold === true ? 650 : weight;
    if (isBar) {
      const w = Math.min(end - x, text.length * size * 0.5);
      bar(brush, { x, y, w, h }, heavy > 500 ? size * 1.3 : size);
      x += w;
      continue;
    }
    ctx.font = `${marks?.italic === true ? "italic " : ""}${heavy} ${size}px ${FONT}`;
    ctx.textBaseline = "middle";
    const w = Math.min(end - x, ctx.measureText(text).width);
    ctx.fillText(text, x, y + h / 2, end - x);
    if (marks?.strike === true) ctx.fillRect(x, y + h / 2, w, size / 14);
    if (marks && marks.link !== null) ctx.fillRect(x, y + h / 2 + size * 0.45, w, size / 14);
    x += w;
  }
}
