/**
 * One person's writing in a shared text with marks: where they are in it, and what each thing they do
 * makes of it while others write, too.
 *
 * Everything is done to the text as it is at that moment, never set from what was shown, so that
 * nothing anybody types is written over. Only what an input method composes comes late: it is told as
 * a change of the words there were when it began, and carried over what others did since. Pure.
 */
import type * as Y from "yjs";
import { changeBetween, moveCaret, moveSpan, type Delta } from "../textDiff";
import { MARKS, textOf, type Line, type Mark, type Marks, type Op } from "./lines";
import {
  breakLine,
  erase,
  hasMark,
  insertOps,
  lineAt,
  marksAt,
  readLines,
  setBlock,
  setLink,
  toggleMark,
  typeOver,
  type Span,
} from "./write";

/** Places that a selection goes from and to; the same where there is only a caret. */
export type Range = { readonly anchor: number; readonly head: number };

export type Write = {
  /** One of many letters: those of one `part` may be one step of undo. */
  readonly type: (text: Y.Text, change: (text: Y.Text) => void, part: number) => void;
  /** A step by itself. */
  readonly format: (text: Y.Text, change: (text: Y.Text) => void) => void;
};

/** What the selection is made of, for a toolbar. */
export type Around = { readonly marks: Marks; readonly line: Line; readonly span: Span };

export type Shown = {
  /** The selection as it is drawn now; null where that is not known. */
  readonly selected: () => Range | null;
  /** The text or the selection is another one. */
  readonly draw: () => void;
};

export class Writer {
  lines: readonly Line[];
  range: Range = { anchor: 0, head: 0 };
  /** Marks that the next letter gets, chosen with nothing selected. */
  private chosen: Marks | null = null;
  private part = 0;
  private isWriting = false;
  /** The words when a composition began, and what others did since. */
  private composing: { readonly before: string; readonly missed: Delta[] } | null = null;

  constructor(
    private readonly text: Y.Text,
    private readonly write: Write,
    private readonly shown: Shown,
  ) {
    this.lines = readLines(text);
    text.observe(this.onShared);
  }

  dispose(): void {
    this.text.unobserve(this.onShared);
  }

  get span(): Span {
    const { anchor, head } = this.range;
    return { from: Math.min(anchor, head), to: Math.max(anchor, head) };
  }

  get isComposing(): boolean {
    return this.composing !== null;
  }

  get words(): string {
    return this.lines.map(textOf).join("\n");
  }

  get around(): Around {
    const { span, lines } = this;
    const at = this.chosen ?? marksAt(lines, span.from);
    const marks = { ...at };
    if (span.to > span.from) for (const mark of MARKS) marks[mark] = hasMark(lines, span, mark);
    const { link } = marksAt(lines, Math.min(span.from + 1, this.text.length));
    return { marks: { ...marks, link }, line: lineAt(lines, span.from), span };
  }

  /** The person went elsewhere; true if that is not where they were. */
  select(range: Range): boolean {
    const { anchor, head } = this.range;
    if (this.composing || (range.anchor === anchor && range.head === head)) return false;
    this.range = range;
    this.chosen = null;
    this.part += 1;
    return true;
  }

  /** The end of the words, not of the empty line that only ends the one before it. */
  get end(): number {
    const last = this.lines.at(-1);
    const before = last?.runs.length === 0 ? this.lines.at(-2) : undefined;
    if (before && before.block !== null) return before.start + textOf(before).length;
    return this.text.length;
  }

  type(span: Span, typed: string): void {
    if (typed === "") return;
    const marks = this.chosen ?? undefined;
    this.change((text) => typeOver(text, span, typed, marks));
  }

  paste(span: Span, ops: readonly Op[]): void {
    this.part += 1;
    this.change((text) => insertOps(text, span, ops));
    this.part += 1;
  }

  /** What follows is another step. */
  break({ from, to }: Span): void {
    this.change((text) => {
      if (to > from) text.delete(from, to - from);
      return breakLine(text, from);
    });
    this.part += 1;
  }

  erase(span: Span): void {
    const { from, to } = this.span;
    this.change((text) => erase(text, span, from === to ? from : null));
  }

  mark(mark: Mark): void {
    if (this.composing) return;
    const { span } = this;
    if (span.to > span.from) {
      this.format((text) => toggleMark(text, span, mark));
      return;
    }
    const { marks } = this.around;
    this.chosen = { ...marks, link: null, [mark]: !marks[mark] };
    this.shown.draw();
  }

  block(block: NonNullable<Line["block"]>): void {
    if (this.composing) return;
    this.format((text) => setBlock(text, this.span, block));
  }

  link(span: Span, link: string | null): void {
    this.range = { anchor: span.to, head: span.to };
    this.format((text) => setLink(text, span, link));
  }

  compose(): void {
    this.composing ??= { before: this.words, missed: [] };
  }

  /** What the browser made of the words that were shown, with the caret that it left there. */
  composed(after: string, caret: number): void {
    const { before, missed } = this.composing ?? { before: this.words, missed: [] };
    this.composing = null;
    const made = changeBetween(before, after, caret);
    const now = (at: number): number =>
      missed.reduce((moved, delta) => moveCaret(moved, delta), at);
    if (!made) {
      this.range = { anchor: now(caret), head: now(caret) };
      this.redraw();
      return;
    }
    // What others typed among the words that were composed over stays.
    const over = missed.reduce<readonly Span[]>(
      (spans, delta) => spans.flatMap((span) => moveSpan(span, delta)),
      made.remove > 0 ? [{ from: made.index, to: made.index + made.remove }] : [],
    );
    const at = now(made.index);
    const marks = this.chosen ?? marksAt(readLines(this.text), at);
    this.change((text) => {
      for (const { from, to } of [...over].reverse()) text.delete(from, to - from);
      return typeOver(text, { from: at, to: at }, made.insert, marks);
    });
  }

  /** Marks given are a step of their own; the selection stays. */
  private format(edit: (text: Y.Text) => void): void {
    this.own(() => this.write.format(this.text, edit));
  }

  private change(edit: (text: Y.Text) => number): void {
    this.own(() => {
      let caret = this.span.from;
      this.write.type(this.text, (text) => (caret = edit(text)), this.part);
      this.range = { anchor: caret, head: caret };
    });
  }

  private own(edit: () => void): void {
    this.isWriting = true;
    try {
      edit();
    } finally {
      this.isWriting = false;
      this.chosen = null;
      this.redraw();
    }
  }

  private redraw(): void {
    this.lines = readLines(this.text);
    this.shown.draw();
  }

  /** What others did, or this person elsewhere. */
  private readonly onShared = (event: Y.YTextEvent): void => {
    if (this.isWriting) return;
    const { delta } = event;
    if (this.composing) {
      this.composing.missed.push(delta);
      return;
    }
    // The browser tells of a selection later than it makes it.
    const selected = this.shown.selected();
    if (selected) this.select(selected);
    this.range = moveRange(this.range, delta);
    this.redraw();
  };
}

/** What others type at the edges of a selection does not become part of it. */
function moveRange({ anchor, head }: Range, delta: Delta): Range {
  return {
    anchor: moveCaret(anchor, delta, anchor < head),
    head: moveCaret(head, delta, head < anchor),
  };
}
