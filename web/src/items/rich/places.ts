/** Where a place of the text is among the lines drawn for it, and the other way round. */
import { lengthOf, type Line } from "./lines";

/** Null for a place outside the element. */
export function offsetAt(
  host: HTMLElement,
  lines: readonly Line[],
  node: Node,
  offset: number,
): number | null {
  if (!host.contains(node)) return null;
  if (node === host) return lines[offset]?.start ?? endOf(lines);
  const index = [...host.children].findIndex((child) => child.contains(node));
  const element = host.children[index];
  const line = lines[index];
  if (!element || !line) return null;
  const before = host.ownerDocument.createRange();
  before.setStart(element, 0);
  before.setEnd(node, offset);
  return line.start + before.toString().length;
}

export function placeAt(
  host: HTMLElement,
  lines: readonly Line[],
  at: number,
): { node: Node; offset: number } {
  const index = lines.findLastIndex(({ start }) => start <= at);
  const element = host.children[index] ?? host;
  let left = at - (lines[index]?.start ?? 0);
  const walker = host.ownerDocument.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  let last: Node | null = null;
  while (walker.nextNode()) {
    last = walker.currentNode;
    const length = last.textContent?.length ?? 0;
    if (left <= length) return { node: last, offset: left };
    left -= length;
  }
  return last
    ? { node: last, offset: last.textContent?.length ?? 0 }
    : { node: element, offset: 0 };
}

function endOf(lines: readonly Line[]): number {
  const last = lines.at(-1);
  return last ? last.start + lengthOf(last) : 0;
}
