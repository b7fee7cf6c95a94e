/**
 * A shared text with its marks as plain values, as Yjs and Quill write it: runs of characters with
 * attributes. Knows nothing of what an attribute means.
 */
import * as Y from "yjs";
import { isRecord } from "./read";
import type { Json } from "./schema";

export type Attributes = Readonly<Record<string, Json>>;
export type Op = { readonly insert: string; readonly attributes?: Attributes };

/** Null for a text without marks: its characters say all. */
export function deltaOf(text: Y.Text): Op[] | null {
  const ops = readOps(text.toDelta());
  return ops?.some(({ attributes }) => attributes !== undefined) === true ? ops : null;
}

export function sharedText(plain: Json | undefined, delta?: readonly Op[] | null): Y.Text {
  const text = new Y.Text(typeof plain === "string" && !delta ? plain : "");
  if (delta) text.applyDelta([...delta], { sanitize: false });
  return text;
}

/** Embeds, which no client of ours makes, are left out; null for what is no such list. */
export function readOps(value: unknown): Op[] | null {
  if (!Array.isArray(value) || !value.every(isRecord)) return null;
  return value.flatMap(({ insert, attributes }): Op[] => {
    if (typeof insert !== "string" || insert === "") return [];
    return [isRecord(attributes) ? { insert, attributes: attributes as Attributes } : { insert }];
  });
}

/**
 * Yjs tidies up after marks that others gave, which is an edit of nobody's: each who sees it would
 * send it, and a viewer may not. What it would take away shows nothing and harms nothing.
 */
export function leaveMarks(doc: Y.Doc): void {
  doc.on("afterTransaction", (made: Y.Transaction) => {
    made._needFormattingCleanup = false;
  });
}
