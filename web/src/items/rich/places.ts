/**
 * Where a place of the text is among the lines drawn for it, and the other way round.
 *
 * Each child of the host is a line. Reads only what is drawn, so that it also serves while an input
 * method changes that.
 */
import type { Measure } from "../../presence/caretLayer";

type Place = { readonly node: Node; readonly offset: number };

export function wordsIn(host: HTMLElement): string {
  return [...host.childNodes].map((line) => line.textContent ?? "").join("\n");
}

/** Null for a place outside the host. */
export function offsetAt(host: HTMLElement, node: Node, offset: number): number | null {
  if (!host.contains(node)) return null;
  const lines = [...host.childNodes];
  const index = node === host ? offset : lines.findIndex((line) => line.contains(node));
  const before = lines.slice(0, index).reduce((sum, line) => sum + lengthOf(line) + 1, 0);
  const line = lines[index];
  if (!line) return Math.max(0, before - 1);
  if (node === host) return before;
  const range = host.ownerDocument.createRange();
  range.setStart(line, 0);
  range.setEnd(node, offset);
  return before + range.toString().length;
}

export function placeAt(host: HTMLElement, at: number): Place {
  let left = at;
  for (const line of host.childNodes) {
    const length = lengthOf(line);
    if (left <= length || !line.nextSibling) return placeIn(line, left);
    left -= length + 1;
  }
  return { node: host, offset: 0 };
}

/** Where characters are on the page, for the carets of others. */
export function measured(host: HTMLElement): Measure {
  return (from, to) => {
    const within = host.getBoundingClientRect();
    const found = to > from ? boxesOf(placeAt(host, from), placeAt(host, to)) : caretIn(host, from);
    return found.filter(({ top, bottom }) => bottom > within.top + 1 && top < within.bottom - 1);
  };
}

/** The box of one place, without width. */
export function caretIn(host: HTMLElement, at: number): DOMRect[] {
  const place = placeAt(host, at);
  const found = boxesOf(place, place).at(-1);
  if (found && found.height > 0) return [found];
  // An empty line has no characters to measure.
  const line = place.node instanceof Element ? place.node : place.node.parentElement;
  const box = line?.getBoundingClientRect();
  return box ? [new DOMRect(box.left, box.top, 0, box.height)] : [];
}

function boxesOf(from: Place, to: Place): DOMRect[] {
  const range = document.createRange();
  range.setStart(from.node, from.offset);
  range.setEnd(to.node, to.offset);
  return [...range.getClientRects()];
}

function placeIn(line: Node, at: number): Place {
  const page = line.ownerDocument ?? document;
  const walker = page.createTreeWalker(line, NodeFilter.SHOW_TEXT);
  let left = at;
  let last: Node | null = line.nodeType === Node.TEXT_NODE ? line : null;
  while (walker.nextNode()) {
    last = walker.currentNode;
    const length = lengthOf(last);
    if (left <= length) return { node: last, offset: left };
    left -= length;
  }
  return last ? { node: last, offset: Math.min(at, lengthOf(last)) } : { node: line, offset: 0 };
}

function lengthOf(node: Node): number {
  return node.textContent?.length ?? 0;
}
