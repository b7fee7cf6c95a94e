/** Where characters of a text field are on the page: a field does not say, a twin of it does. */
import type { Measure } from "./caretLayer";

/** What of a field decides where its characters are. */
export const COPIED = [
  "font",
  "letterSpacing",
  "lineHeight",
  "padding",
  "borderWidth",
  "borderStyle",
  "textAlign",
  "textIndent",
  "tabSize",
] as const;

/** Measures in `twin`, an empty element that lies over the field and is not seen. */
export function mirrored(field: HTMLTextAreaElement, twin: HTMLElement): Measure {
  const words = document.createTextNode("");
  twin.replaceChildren(words);
  return (from, to) => {
    const style = getComputedStyle(field);
    for (const name of COPIED) twin.style[name] = style[name];
    twin.style.left = `${field.offsetLeft}px`;
    twin.style.top = `${field.offsetTop}px`;
    // A bar to scroll by takes room from the words.
    const bar = field.offsetWidth - field.clientWidth - edges(style);
    twin.style.width = `${field.offsetWidth - Math.max(0, bar)}px`;
    twin.style.height = `${field.offsetHeight}px`;
    // With no character after it, the last line would have no height.
    const shown = `${field.value}\u200b`;
    if (words.data !== shown) words.data = shown;
    twin.scrollTop = field.scrollTop;
    const range = document.createRange();
    range.setStart(words, Math.min(from, field.value.length));
    range.setEnd(words, Math.min(Math.max(to, from), field.value.length));
    const within = field.getBoundingClientRect();
    const rects = to > from ? [...range.getClientRects()] : [placeOf(words, range)];
    return rects.filter(({ top, bottom }) => bottom > within.top + 1 && top < within.bottom - 1);
  };
}

/** Of a place at the start of a line a range says the end of the one before. */
function placeOf(words: Text, range: Range): DOMRect {
  const next = document.createRange();
  next.setStart(words, range.startOffset);
  next.setEnd(words, Math.min(range.startOffset + 1, words.length));
  const isBreak = words.data[range.startOffset] === "\n";
  const rects = (isBreak ? range : next).getClientRects();
  const { left, top, height } = rects[rects.length - 1] ?? range.getBoundingClientRect();
  return new DOMRect(left, top, 0, height);
}

export function edges({ borderLeftWidth, borderRightWidth }: CSSStyleDeclaration): number {
  return Number.parseFloat(borderLeftWidth) + Number.parseFloat(borderRightWidth);
}
