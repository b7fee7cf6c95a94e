/**
 * What one transaction did to the board, as plain values that outlive its document.
 *
 * Yjs cannot take structs back, so an edit the server refuses is left behind with its document, and
 * the others are made anew from these. Knows which root holds the board, not what a node is.
 */
import * as Y from "yjs";
import { NODES, type Json } from "../doc/schema";

/** From the root of all nodes to a key in it. */
export type Path = readonly string[];

export type Plain =
  | { readonly kind: "value"; readonly value: Json }
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "map"; readonly entries: Readonly<Record<string, Plain>> };

/** Where in a text something was typed is told by the characters themselves: see `replay.ts`. */
export type Change =
  | { readonly kind: "set"; readonly path: Path; readonly value: Plain }
  | { readonly kind: "delete"; readonly path: Path }
  | { readonly kind: "text"; readonly path: Path };

/** Consecutive elements of one client, as Yjs numbers them. */
export type Range = { readonly client: number; readonly clock: number; readonly length: number };

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
  if (event.target instanceof Y.Text) return [{ kind: "text", path }];
  if (!(event.target instanceof Y.Map)) return [];
  const target = event.target as Y.Map<unknown>;
  return [...event.changes.keys.keys()].map((key): Change => {
    const at = [...path, key];
    const value = target.has(key) ? plainOf(target.get(key)) : null;
    return value ? { kind: "set", path: at, value } : { kind: "delete", path: at };
  });
}

export function plainOf(value: unknown): Plain | null {
  // Y.Text's own `toString` is what makes its plain string; the linter only knows `Object`'s.
  // eslint-disable-next-line @typescript-eslint/no-base-to-string
  if (value instanceof Y.Text) return { kind: "text", text: value.toString() };
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
      return new Y.Text(plain.text);
    case "map":
      return new Y.Map(Object.entries(plain.entries).map(([key, entry]) => [key, sharedOf(entry)]));
  }
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
