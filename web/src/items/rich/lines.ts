/**
 * A shared text with marks, as the lines that are drawn. Pure.
 *
 * Marks are attributes of the text's characters, `bold`, `italic`, `strike`, `code` and `link`; what
 * a line is, `header` or `list`, is said by the newline that ends it. The names are Quill's, so that other
 * clients may know them; the plain text is what the renderer reads and never changes with a mark.
 */
export type Attributes = Readonly<Record<string, unknown>>;
export type Op = { readonly insert?: unknown; readonly attributes?: Attributes | undefined };

export const MARKS = ["bold", "italic", "strike", "code"] as const;
export type Mark = (typeof MARKS)[number];
export type Marks = Readonly<Record<Mark, boolean>> & { readonly link: string | null };

export const PLAIN: Marks = { bold: false, italic: false, strike: false, code: false, link: null };
export type Block = "h1" | "h2" | "bullet" | "ordered" | null;

export type Run = { readonly text: string; readonly marks: Marks };
export type Line = {
  /** Where it begins in the text. */
  readonly start: number;
  readonly runs: readonly Run[];
  readonly block: Block;
};

/** What stands for something that is no text, one place long as in the shared text. */
const EMBED = "\ufffc";

/** The last line has no newline, and so is never more than a paragraph. */
export function linesOf(ops: readonly Op[]): Line[] {
  const lines: Line[] = [];
  let runs: Run[] = [];
  let start = 0;
  let at = 0;
  for (const { insert, attributes = {} } of ops) {
    const parts = (typeof insert === "string" ? insert : EMBED).split("\n");
    parts.forEach((text, i) => {
      if (i > 0) {
        lines.push({ start, runs, block: blockOf(attributes) });
        runs = [];
        at += 1;
        start = at;
      }
      if (text !== "") runs.push({ text, marks: marksOf(attributes) });
      at += text.length;
    });
  }
  return [...lines, { start, runs, block: null }];
}

export function lengthOf(line: Line): number {
  return line.runs.reduce((length, run) => length + run.text.length, 0);
}

export function textOf(line: Line): string {
  return line.runs.map(({ text }) => text).join("");
}

/** Without the empty line after a last newline: it is for writing on. */
export function shownLines(lines: readonly Line[]): readonly Line[] {
  const last = lines.at(-1);
  return lines.length > 1 && last?.runs.length === 0 ? lines.slice(0, -1) : lines;
}

/** The number of a line in its list, from 1; null outside numbered lists. */
export function numberOf(lines: readonly Line[], index: number): number | null {
  let number = 0;
  for (let i = index; lines[i]?.block === "ordered"; i -= 1) number += 1;
  return number === 0 ? null : number;
}

function marksOf({ bold, italic, strike, code, link }: Attributes): Marks {
  return {
    bold: bold === true,
    italic: italic === true,
    strike: strike === true,
    code: code === true,
    link: typeof link === "string" ? link : null,
  };
}

function blockOf({ header, list }: Attributes): Block {
  if (header === 1) return "h1";
  if (typeof header === "number") return "h2";
  if (list === "ordered" || list === "bullet") return list;
  return null;
}
