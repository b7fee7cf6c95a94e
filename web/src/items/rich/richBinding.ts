/**
 * Keeps an editable element and a shared text with marks the same, in both directions.
 *
 * The browser says what it wants to do, the writer does it to the text, and what of the element is
 * other then is drawn anew. Only what an input method composes, and what cannot be prevented, is left
 * to the browser and read from what it drew. Knows nothing of React.
 */
import type * as Y from "yjs";
import { isStrayUndo } from "../../ui/strayUndo";
import { MARKS, numberOf, type Line, type Mark, type Op } from "./lines";
import { caretIn, offsetAt, placeAt, wordsIn } from "./places";
import type { Span } from "./write";
import { Writer, type Around, type Range, type Write } from "./writer";

const FORMATS: Readonly<Record<string, Mark>> = {
  formatBold: "bold",
  formatItalic: "italic",
  formatStrikeThrough: "strike",
};

/** How far within the edge the caret is brought. */
const MARGIN = 8;

export class RichBinding {
  private readonly writer: Writer;
  /** What is drawn, a line each; null while the browser may have changed it. */
  private drawn: readonly string[] | null = null;
  private readonly stops: (() => void)[];

  constructor(
    private readonly host: HTMLElement,
    text: Y.Text,
    write: Write,
    private readonly changed: (binding: RichBinding) => void,
    private readonly opsOf: (html: string) => readonly Op[] | null,
  ) {
    this.writer = new Writer(text, write, {
      selected: () => this.selected(),
      draw: () => this.draw(),
    });
    this.draw();
    const listen = <K extends keyof HTMLElementEventMap>(
      type: K,
      listener: (event: HTMLElementEventMap[K]) => void,
    ): (() => void) => {
      host.addEventListener(type, listener);
      return () => host.removeEventListener(type, listener);
    };
    const page = host.ownerDocument;
    page.addEventListener("selectionchange", this.look);
    this.stops = [
      () => this.writer.dispose(),
      () => page.removeEventListener("selectionchange", this.look),
      listen("beforeinput", this.onBeforeInput),
      listen("input", this.onInput),
      listen("compositionstart", this.onCompositionStart),
      listen("compositionend", () => this.takeDrawn()),
      listen("paste", this.onPaste),
      // What is dragged out would be taken from a place that is drawn anew meanwhile.
      listen("dragstart", (event) => event.preventDefault()),
    ];
  }

  dispose(): void {
    if (this.writer.isComposing) this.takeDrawn();
    for (const stop of this.stops) stop();
  }

  get around(): Around {
    return this.writer.around;
  }

  get range(): Range {
    return this.writer.range;
  }

  focusEnd(): void {
    this.host.focus({ preventScroll: true });
    this.select(this.writer.end);
  }

  mark(mark: Mark): void {
    this.look();
    this.writer.mark(mark);
  }

  block(block: NonNullable<Line["block"]>): void {
    this.look();
    this.writer.block(block);
  }

  /** Over a span that was selected when the address was asked for. */
  link(span: Span, link: string | null): void {
    this.host.focus({ preventScroll: true });
    this.writer.link(span, link);
    this.select(span.to);
  }

  private readonly onBeforeInput = (event: InputEvent): void => {
    const { inputType } = event;
    if (event.isComposing || inputType === "insertCompositionText") return;
    // Its history is of what it drew itself: the board has one of what people did.
    if (isStrayUndo(event) || inputType.startsWith("history")) {
      event.preventDefault();
      return;
    }
    // What cannot be prevented is read when it is done.
    if (event.defaultPrevented || !event.cancelable) return;
    event.preventDefault();
    this.look();
    const span = this.target(event);
    const typed = event.data ?? event.dataTransfer?.getData("text/plain") ?? "";
    const format = FORMATS[inputType];
    if (format) this.writer.mark(format);
    else if (inputType === "insertParagraph" || inputType === "insertLineBreak") {
      this.writer.break(span);
    } else if (inputType.startsWith("delete")) this.writer.erase(span);
    else if (inputType.startsWith("insert")) this.writer.type(span, typed);
    this.showCaret();
  };

  private readonly onInput = (): void => {
    if (!this.writer.isComposing && wordsIn(this.host) !== this.writer.words) this.takeDrawn();
  };

  private readonly onCompositionStart = (): void => {
    this.look();
    this.writer.compose();
  };

  private takeDrawn(): void {
    const words = wordsIn(this.host);
    const caret = this.selected()?.head ?? words.length;
    this.drawn = null;
    this.writer.composed(words, caret);
  }

  /** An address pasted over words makes a link of them. */
  private readonly onPaste = (event: ClipboardEvent): void => {
    const data = event.clipboardData;
    if (!data) return;
    event.preventDefault();
    this.look();
    const { span } = this.writer;
    const words = data.getData("text/plain");
    const address = words.trim();
    const pasted = this.opsOf(data.getData("text/html"));
    if (span.to > span.from && /^https?:\/\/\S+$/.test(address)) this.link(span, address);
    else if (pasted) this.writer.paste(span, pasted);
    else this.writer.type(span, words);
    this.showCaret();
  };

  private target(event: InputEvent): Span {
    const [range] = event.getTargetRanges();
    const from = range && offsetAt(this.host, range.startContainer, range.startOffset);
    const to = range && offsetAt(this.host, range.endContainer, range.endOffset);
    return from == null || to == null ? this.writer.span : { from, to };
  }

  private readonly look = (): void => {
    const range = this.selected();
    if (range && this.writer.select(range)) this.changed(this);
  };

  /** The browser tells of a selection later than of the next key, so it is asked. */
  private selected(): Range | null {
    const { host } = this;
    const selection = host.ownerDocument.getSelection();
    if (host.ownerDocument.activeElement !== host || !selection) return null;
    const { anchorNode, anchorOffset, focusNode, focusOffset } = selection;
    const anchor = anchorNode && offsetAt(host, anchorNode, anchorOffset);
    const head = focusNode && offsetAt(host, focusNode, focusOffset);
    return anchor === null || head === null ? null : { anchor, head };
  }

  private select(at: number): void {
    this.writer.select({ anchor: at, head: at });
    this.restore();
    this.changed(this);
  }

  /** A selection that is set does not scroll as one that is typed at does. */
  private showCaret(): void {
    const { host } = this;
    const [caret] = caretIn(host, this.writer.range.head);
    if (!caret || host.scrollHeight <= host.clientHeight) return;
    const { top, bottom, height } = host.getBoundingClientRect();
    const scale = height / host.offsetHeight;
    const [over, under] = [top - caret.top, caret.bottom - bottom];
    if (under > 0) host.scrollTop += under / scale + MARGIN;
    else if (over > 0) host.scrollTop -= over / scale + MARGIN;
  }

  private restore(): void {
    const { host } = this;
    if (host.ownerDocument.activeElement !== host) return;
    const { anchor, head } = this.writer.range;
    const [start, end] = [placeAt(host, anchor), placeAt(host, head)];
    host.ownerDocument
      .getSelection()
      ?.setBaseAndExtent(start.node, start.offset, end.node, end.offset);
  }

  /** Only the lines between the first and the last that are other. */
  private draw(): void {
    const { host } = this;
    const { lines } = this.writer;
    const next = lines.map((line, i) =>
      JSON.stringify([line.block, numberOf(lines, i), line.runs]),
    );
    const isKept = this.drawn?.length === host.childNodes.length;
    const before = isKept && this.drawn ? this.drawn : [];
    const [first, last] = sameEnds(before, next);
    const gone = [...host.childNodes].slice(first, isKept ? before.length - last : undefined);
    const after = host.childNodes[first + gone.length] ?? null;
    for (const node of gone) node.remove();
    for (let i = first; i < next.length - last; i += 1) host.insertBefore(this.made(i), after);
    this.drawn = next;
    this.restore();
    this.changed(this);
  }

  private made(index: number): HTMLElement {
    const page = this.host.ownerDocument;
    const { lines } = this.writer;
    const { block = null, runs = [] } = lines[index] ?? {};
    const element = page.createElement("div");
    if (block !== null) element.dataset.block = block;
    const number = numberOf(lines, index);
    if (number !== null) element.dataset.number = String(number);
    for (const { text, marks } of runs) {
      const run = page.createElement("span");
      run.textContent = text;
      for (const mark of MARKS) if (marks[mark]) run.dataset[mark] = "";
      if (marks.link !== null) run.dataset.link = "";
      element.append(run);
    }
    if (runs.length === 0) element.append(page.createElement("br"));
    return element;
  }
}

/** How many of the first and of the last are the same in both, each counted once. */
function sameEnds(before: readonly string[], after: readonly string[]): [number, number] {
  const least = Math.min(before.length, after.length);
  let first = 0;
  while (first < least && before[first] === after[first]) first += 1;
  let last = 0;
  while (last < least - first && before.at(-1 - last) === after.at(-1 - last)) last += 1;
  return [first, last];
}
