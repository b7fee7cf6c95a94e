/** A caret in a shared text as it can be told to others, and found again among what they type. */
import * as Y from "yjs";
import type { Caret } from "./peers";

export type Range = { readonly anchor: number; readonly head: number };

export function caretOf(text: Y.Text, { anchor, head }: Range): Caret {
  const told = (index: number): unknown =>
    Y.relativePositionToJSON(
      Y.createRelativePositionFromTypeIndex(text, Math.max(0, Math.min(index, text.length))),
    );
  return { anchor: told(anchor), head: told(head) };
}

/** Null for a caret that is not in this text, or that makes no sense: anybody can say anything. */
export function rangeOf(text: Y.Text, caret: Caret): Range | null {
  const anchor = indexOf(text, caret.anchor);
  const head = indexOf(text, caret.head);
  return anchor === null || head === null ? null : { anchor, head };
}

function indexOf(text: Y.Text, told: unknown): number | null {
  if (!text.doc) return null;
  try {
    const relative = Y.createRelativePositionFromJSON(told);
    const found = Y.createAbsolutePositionFromRelativePosition(relative, text.doc);
    return found?.type === text ? found.index : null;
  } catch {
    return null; // not a position at all
  }
}
