/**
 * Keeps an editable element and a shared text with marks the same, in both directions.
 *
 * The browser says what it wants to do, the text does it, and the element is drawn anew from the
 * text. Only what an input method composes is left to the browser, and read when it ends; what
 * others type meanwhile comes in then. Knows nothing of React.
 */
import type * as Y from "yjs";
import { isStrayUndo } from "../../ui/strayUndo";
import { changeBetween, moveCaret, type Delta } from "../textDiff";
import type { Op as Pasted } from "../../doc/delta";
import { MARKS, numberOf, textOf, type Line, type Mark, type Marks } from "./lines";
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
import { offsetAt, placeAt } from "./places";

export type Write = {
  /** One of many letters, or a step by itself. */
  readonly type: (text: Y.Text, change: (text: Y.Text) => void) => void;
  readonly format: (text: Y.Text, change: (text: Y.Text) => void) => void;
};

/** What the selection is made of, for a toolbar. */
export type Around = { readonly marks: Marks; readonly line: Line; readonly span: Span };

export class RichBinding {
  private lines: Line[] = [];
  private span: Span = { from: 0, to: 0 };
  /** Marks that the next letter gets, chosen with nothing selected. */
  private chosen: Marks | null = null;
  private composing = false;
  private writing = false;
  private missed: Delta[] = [];
  private readonly stops: (() => void)[];

  constructor(
    private readonly host: HTMLElement,
    private readonly text: Y.Text,
    private readonly write: Write,
    private readonly changed: () => void,
    private readonly opsOf: (html: string) => readonly Pasted[] | null,
  ) {
    this.draw();
    text.observe(this.onShared);
    const listen = <K extends keyof HTMLElementEventMap>(
      type: K,
      listener: (event: HTMLElementEventMap[K]) => void,
    ): (() => void) => {
      host.addEventListener(type, listener);
      return () => host.removeEventListener(type, listener);
    };
    const page = host.ownerDocument;
    page.addEventListener("selectionchange", this.onSelection);
    this.stops = [
      () => text.unobserve(this.onShared),
      () => page.removeEventListener("selectionchange", this.onSelection),
      listen("beforeinput", this.onBeforeInput),
      listen("compositionstart", () => {
        this.composing = true;
      }),
      listen("compositionend", this.onCompositionEnd),
      listen("paste", this.onPaste),
      // What is dragged out would be taken from a place that is drawn anew meanwhile.
      listen("dragstart", (event) => event.preventDefault()),
    ];
  }

  dispose(): void {
    if (this.composing) this.onCompositionEnd();
    for (const stop of this.stops) stop();
  }

  get around(): Around {
    this.onSelection();
    const { span, lines } = this;
    const at = this.chosen ?? marksAt(lines, span.from);
    const has = (mark: Mark): boolean =>
      span.to > span.from ? hasMark(lines, span, mark) : at[mark];
    const marks = { ...at };
    for (const mark of MARKS) marks[mark] = has(mark);
    const link = marksAt(lines, Math.min(span.from + 1, this.text.length)).link;
    return { marks: { ...marks, link }, line: lineAt(lines, span.from), span };
  }

  focusEnd(): void {
    this.host.focus({ preventScroll: true });
    const last = this.lines.at(-1);
    // An empty last line is there because the one before it ends with what it is.
    const before = last?.runs.length === 0 ? this.lines.at(-2) : undefined;
    this.select(
      before && before.block !== null ? before.start + textOf(before).length : this.text.length,
    );
  }

  mark(mark: Mark): void {
    this.onSelection();
    if (this.span.to > this.span.from) {
      this.format((text) => toggleMark(text, this.span, mark));
      return;
    }
    const { marks } = this.around;
    this.chosen = { ...marks, link: null, [mark]: !marks[mark] };
    this.changed();
  }

  block(block: NonNullable<Line["block"]>): void {
    this.onSelection();
    this.format((text) => setBlock(text, this.span, block));
  }

  /** Over a span that was selected when the address was asked for. */
  link(span: Span, link: string | null): void {
    this.span = span;
    this.format((text) => setLink(text, span, link));
    this.host.focus({ preventScroll: true });
    this.select(span.to);
  }

  /** Marks given are a step of their own; the selection stays. */
  private format(edit: (text: Y.Text) => void): void {
    this.writing = true;
    this.write.format(this.text, edit);
    this.wrote();
  }

  private change(edit: (text: Y.Text) => number): void {
    let caret = this.span.from;
    this.writing = true;
    this.write.type(this.text, (text) => (caret = edit(text)));
    this.span = { from: caret, to: caret };
    this.wrote();
  }

  private wrote(): void {
    this.writing = false;
    this.chosen = null;
    this.draw();
    this.restore();
  }

  private readonly onShared = (event: Y.YTextEvent): void => {
    if (this.writing) return;
    const delta = event.delta;
    if (this.composing) {
      this.missed.push(delta);
      return;
    }
    this.take([delta]);
  };

  /** What others did. */
  private take(deltas: readonly Delta[]): void {
    const move = (at: number): number =>
      deltas.reduce((moved, delta) => moveCaret(moved, delta), at);
    this.span = { from: move(this.span.from), to: move(this.span.to) };
    this.draw();
    this.restore();
  }

  private readonly onBeforeInput = (event: InputEvent): void => {
    if (event.isComposing || event.inputType === "insertCompositionText") return;
    if (isStrayUndo(event)) event.preventDefault();
    if (event.defaultPrevented || event.inputType.startsWith("history")) return;
    event.preventDefault();
    const span = this.target(event);
    const typed = event.data ?? event.dataTransfer?.getData("text/plain") ?? "";
    switch (event.inputType) {
      case "insertParagraph":
      case "insertLineBreak":
        this.change((text) => {
          if (span.to > span.from) text.delete(span.from, span.to - span.from);
          return breakLine(text, span.from);
        });
        break;
      case "formatBold":
        this.mark("bold");
        break;
      case "formatItalic":
        this.mark("italic");
        break;
      case "formatStrikeThrough":
        this.mark("strike");
        break;
      default:
        if (event.inputType.startsWith("delete")) {
          const { from, to } = this.span;
          this.change((text) => erase(text, span, from === to ? from : to));
        } else if (event.inputType.startsWith("insert")) this.type(span, typed);
    }
  };

  private type(span: Span, typed: string): void {
    if (typed === "") return;
    const marks = this.chosen ?? undefined;
    this.change((text) => typeOver(text, span, typed, marks));
  }

  /** An address pasted over words makes a link of them. */
  private readonly onPaste = (event: ClipboardEvent): void => {
    const data = event.clipboardData;
    if (!data) return;
    event.preventDefault();
    const { span } = this;
    const words = data.getData("text/plain");
    const address = words.trim();
    const pasted = this.opsOf(data.getData("text/html"));
    if (span.to > span.from && /^https?:\/\/\S+$/.test(address)) this.link(span, address);
    else if (pasted) {
      this.change((text) => insertOps(text, span, pasted));
    } else this.type(span, words);
  };

  private target(event: InputEvent): Span {
    const [range] = event.getTargetRanges();
    if (!range) return this.span;
    const at = (node: Node, offset: number): number =>
      offsetAt(this.host, this.lines, node, offset) ?? this.span.from;
    return {
      from: at(range.startContainer, range.startOffset),
      to: at(range.endContainer, range.endOffset),
    };
  }

  private readonly onCompositionEnd = (): void => {
    this.composing = false;
    const before = this.lines.map(textOf).join("\n");
    const after = [...this.host.childNodes].map((line) => line.textContent ?? "").join("\n");
    const composed = changeBetween(before, after, after.length);
    const { missed } = this;
    this.missed = [];
    if (composed) {
      const { index, remove, insert } = composed;
      const from = missed.reduce((at, delta) => moveCaret(at, delta), index);
      this.change((text) =>
        typeOver(text, { from, to: Math.min(text.length, from + remove) }, insert),
      );
    } else this.take(missed);
  };

  /** The browser tells of a selection later than of the next key. */
  private readonly onSelection = (): void => {
    const selection = this.host.ownerDocument.getSelection();
    if (this.composing || !selection || selection.rangeCount === 0) return;
    const { startContainer, startOffset, endContainer, endOffset } = selection.getRangeAt(0);
    const from = offsetAt(this.host, this.lines, startContainer, startOffset);
    const to = offsetAt(this.host, this.lines, endContainer, endOffset);
    if (from === null || to === null || (from === this.span.from && to === this.span.to)) return;
    this.span = { from, to };
    this.chosen = null;
    this.changed();
  };

  private select(at: number): void {
    this.span = { from: at, to: at };
    this.restore();
  }

  private restore(): void {
    const { host, lines, span } = this;
    if (host.ownerDocument.activeElement !== host) return;
    const [start, end] = [placeAt(host, lines, span.from), placeAt(host, lines, span.to)];
    host.ownerDocument
      .getSelection()
      ?.setBaseAndExtent(start.node, start.offset, end.node, end.offset);
    this.changed();
  }

  private draw(): void {
    const page = this.host.ownerDocument;
    this.lines = readLines(this.text);
    this.host.replaceChildren(
      ...this.lines.map((line, i) => {
        const element = page.createElement("div");
        if (line.block !== null) element.dataset.block = line.block;
        const number = numberOf(this.lines, i);
        if (number !== null) element.dataset.number = String(number);
        for (const { text, marks } of line.runs) {
          const run = page.createElement("span");
          run.textContent = text;
          for (const mark of MARKS) if (marks[mark]) run.dataset[mark] = "";
          if (marks.link !== null) run.dataset.link = "";
          element.append(run);
        }
        if (line.runs.length === 0) element.append(page.createElement("br"));
        return element;
      }),
    );
  }
}
