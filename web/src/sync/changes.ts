/**
 * What one transaction did to the board, as plain values that outlive its document.
 *
 * Yjs cannot take structs back, so an edit the server refuses is left behind with its document, and
 * the others are made anew from these. Knows which root holds the board, not what a node is.
 */
import * as Y from "yjs";
import { deltaOf, sharedText, type Attributes, type Op } from "../doc/delta";
import { plain as plainText } from "../doc/read";
import { NODES, type Json } from "../doc/schema";

/** From the root of all nodes to a key in it. */
export type Path = readonly string[];

export type Plain =
  | { readonly kind: "value"; readonly value: Json }
  | { readonly kind: "text"; readonly text: string; readonly delta?: readonly Op[] }
  | { readonly kind: "map"; readonly entries: Readonly<Record<string, Plain>> };

/** Where in a text something was typed is told by the characters themselves: see `replay.ts`. */
export type Change =
  | { readonly kind: "set"; readonly path: Path; readonly value: Plain }
  | { readonly kind: "delete"; readonly path: Path }
  | { readonly kind: "text"; readonly path: Path; readonly marks?: readonly Marked[] };

/** Consecutive elements of one client, as Yjs numbers them. */
export type Range = { readonly client: number; readonly clock: number; readonly length: number };

/** Characters that were typed with these attributes, or were given them; null takes one away. */
export type Marked = Range & { readonly attributes: Attributes };

/** One local transaction that is not known to be on the server's disk. */
export type UnsavedEdit = {
  /** Sorts by when it was made. */
  readonly id: string;
  /** Transactions of one gesture count as one change. */
  readonly gesture: string;
  readonly update: Uint8Array;
  readonly changes: readonly Change[];
  readonly inserted: readonly Range[];
  readonly deleted: readonly Range[];
  /** Why the server refused it: it is not made anew. */
  readonly refused?: string;
};

/** Calls back with every local transaction of `doc` that changed it. */
export function recordEdits(
  doc: Y.Doc,
  { id, gesture }: { id: () => string; gesture: () => string },
  onEdit: (edit: UnsavedEdit) => void,
): () => void {
  const nodes = doc.getMap(NODES);
  let changes: Change[] = [];
  const onNodes = (events: Y.YEvent<Y.AbstractType<unknown>>[], made: Y.Transaction): void => {
    if (made.local) changes = events.flatMap(changesOf);
  };
  const onUpdate = (update: Uint8Array, _origin: unknown, _: Y.Doc, made: Y.Transaction): void => {
    if (!made.local) return;
    const edit = { id: id(), gesture: gesture(), update, changes };
    changes = [];
    onEdit({ ...edit, inserted: insertedBy(made), deleted: deletedBy(made) });
  };
  nodes.observeDeep(onNodes);
  doc.on("update", onUpdate);
  return () => {
    nodes.unobserveDeep(onNodes);
    doc.off("update", onUpdate);
  };
}

function changesOf(event: Y.YEvent<Y.AbstractType<unknown>>): Change[] {
  const path = event.path.map(String);
  if (event.target instanceof Y.Text) {
    const marks = marksOf(event.target, event.delta as TextDelta);
    return [marks.length > 0 ? { kind: "text", path, marks } : { kind: "text", path }];
  }
  if (!(event.target instanceof Y.Map)) return [];
  const target = event.target as Y.Map<unknown>;
  return [...event.changes.keys.keys()].map((key): Change => {
    const at = [...path, key];
    const value = target.has(key) ? plainOf(target.get(key)) : null;
    return value ? { kind: "set", path: at, value } : { kind: "delete", path: at };
  });
}

export function plainOf(value: unknown): Plain | null {
  if (value instanceof Y.Text) {
    const [text, delta] = [plainText(value), deltaOf(value)];
    return delta ? { kind: "text", text, delta } : { kind: "text", text };
  }
  if (value instanceof Y.Map) {
    const entries: Record<string, Plain> = {};
    value.forEach((entry: unknown, key: string) => {
      const plain = plainOf(entry);
      if (plain) entries[key] = plain;
    });
    return { kind: "map", entries };
  }
  // No other shared type is part of a board.
  return value instanceof Y.AbstractType ? null : { kind: "value", value: value as Json };
}

export function sharedOf(plain: Plain): unknown {
  switch (plain.kind) {
    case "value":
      return plain.value;
    case "text":
      return sharedText(plain.text, plain.delta);
    case "map":
      return new Y.Map(Object.entries(plain.entries).map(([key, entry]) => [key, sharedOf(entry)]));
  }
}

type TextDelta = readonly {
  readonly retain?: number;
  readonly insert?: unknown;
  readonly attributes?: Attributes;
}[];

/** What is typed into a text that has no marks takes those of the place it comes to. */
function marksOf(text: Y.Text, delta: TextDelta): Marked[] {
  if (!text._hasFormatting) return [];
  const characters = liveCharacters(text);
  return delta.flatMap(({ retain, insert, attributes }) => {
    const length = retain ?? (typeof insert === "string" ? insert.length : insert ? 1 : 0);
    const touched = characters.splice(0, length);
    if (retain !== undefined && attributes === undefined) return [];
    return rangesOf(touched).map((range) => ({ ...range, attributes: attributes ?? {} }));
  });
}

function rangesOf(characters: readonly { client: number; clock: number }[]): Range[] {
  const ranges: { client: number; clock: number; length: number }[] = [];
  for (const { client, clock } of characters) {
    const last = ranges.at(-1);
    if (last?.client === client && last.clock + last.length === clock) last.length += 1;
    else ranges.push({ client, clock, length: 1 });
  }
  return ranges;
}

function liveCharacters(text: Y.Text): { client: number; clock: number }[] {
  const found: { client: number; clock: number }[] = [];
  for (let item = text._start; item; item = item.right) {
    const { client, clock } = item.id;
    if (item.deleted || !item.countable) continue;
    for (let i = 0; i < item.length; i += 1) found.push({ client, clock: clock + i });
  }
  return found;
}

function insertedBy(made: Y.Transaction): Range[] {
  return [...made.afterState]
    .map(([client, end]) => {
      const clock = made.beforeState.get(client) ?? 0;
      return { client, clock, length: end - clock };
    })
    .filter(({ length }) => length > 0);
}

function deletedBy(made: Y.Transaction): Range[] {
  return [...made.deleteSet.clients].flatMap(([client, items]) =>
    items.map(({ clock, len }) => ({ client, clock, length: len })),
  );
}

export function covers(ranges: readonly Range[], client: number, clock: number): boolean {
  return ranges.some(
    (range) =>
      range.client === client && clock >= range.clock && clock < range.clock + range.length,
  );
}
