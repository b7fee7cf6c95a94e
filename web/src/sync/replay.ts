/**
 * Makes edits anew in a fresh document, as this person would have made them there.
 *
 * `from` is the document they were made in, with everything of `to` merged into it, so that Yjs
 * itself says where typed characters belong among those of others. Edits that are left out take
 * only their own characters and values with them; what they deleted stays.
 */
import * as Y from "yjs";
import { NODES } from "../doc/schema";
import type { Attributes } from "../doc/delta";
import { covers, sharedOf, type Marked, type Path, type UnsavedEdit } from "./changes";

/** Applies `edits` to `to`, a transaction for each gesture; those already in it are passed over. */
export function replay(
  from: Y.Doc,
  edits: readonly UnsavedEdit[],
  to: Y.Doc,
  origin: unknown,
  beforeGesture: () => void = () => undefined,
): void {
  const missing = edits.filter((edit) => edit.refused === undefined && !isIn(to, edit));
  const before = Y.decodeStateVector(Y.encodeStateVector(to));
  const texts = new Map<Y.Text, TextReplay>();
  const done: UnsavedEdit[] = [];
  const make = (edit: UnsavedEdit): void => {
    for (const change of edit.changes) {
      const target = change.kind === "text" ? null : mapAt(to, change.path.slice(0, -1));
      const key = change.path.at(-1) ?? "";
      if (change.kind === "set") {
        target?.set(key, sharedOf(change.value));
      } else if (change.kind === "delete") {
        if (target && isOurs(target, key, edit, before)) target.delete(key);
      } else {
        const [old, fresh] = [textAt(from, change.path), textAt(to, change.path)];
        if (!old || !fresh) continue;
        const text = texts.get(fresh) ?? new TextReplay(old, fresh, done, missing);
        texts.set(fresh, text);
        text.make(edit, change.marks);
      }
    }
    done.push(edit);
  };
  for (const gesture of gesturesOf(missing)) {
    beforeGesture();
    to.transact(() => gesture.forEach(make), origin);
  }
}

/** Whether the server has the edit after all: its receipt was lost with the line. */
function isIn(doc: Y.Doc, { inserted }: UnsavedEdit): boolean {
  const state = Y.getState;
  return (
    inserted.length > 0 &&
    inserted.every(({ client, clock, length }) => state(doc.store, client) >= clock + length)
  );
}

function gesturesOf(edits: readonly UnsavedEdit[]): UnsavedEdit[][] {
  const gestures: UnsavedEdit[][] = [];
  for (const edit of edits) {
    const last = gestures.at(-1);
    if (last?.[0]?.gesture === edit.gesture) last.push(edit);
    else gestures.push([edit]);
  }
  return gestures;
}

function at(doc: Y.Doc, path: Path): unknown {
  let found: unknown = doc.getMap(NODES);
  for (const key of path) found = found instanceof Y.Map ? found.get(key) : undefined;
  return found;
}

function mapAt(doc: Y.Doc, path: Path): Y.Map<unknown> | null {
  const found = at(doc, path);
  return found instanceof Y.Map ? found : null;
}

function textAt(doc: Y.Doc, path: Path): Y.Text | null {
  const found = at(doc, path);
  return found instanceof Y.Text ? found : null;
}

/** A deletion takes what this person saw; a value that somebody else set meanwhile stays. */
function isOurs(
  map: Y.Map<unknown>,
  key: string,
  edit: UnsavedEdit,
  before: ReadonlyMap<number, number>,
): boolean {
  const id = map._map.get(key)?.id;
  if (!id) return false;
  const isReplayed = id.clock >= (before.get(id.client) ?? 0);
  return isReplayed || covers(edit.deleted, id.client, id.clock);
}

/** `text` is null where the document no longer keeps the character. */
type Character = { readonly client: number; readonly clock: number; readonly text: string | null };

/** One text in both documents: which characters of the old one the fresh one shows by now. */
class TextReplay {
  private readonly characters: readonly Character[];
  /** What was typed and deleted again, by element: the document has let it go. */
  private readonly typed = new Map<string, string>();
  private visible: boolean[];

  constructor(
    old: Y.Text,
    private readonly fresh: Y.Text,
    done: readonly UnsavedEdit[],
    all: readonly UnsavedEdit[],
  ) {
    for (const { update } of all) {
      for (const { client, clock, text } of typedIn(update))
        this.typed.set(`${client}:${clock}`, text);
    }
    this.characters = [...charactersOf(old)].map((character) => {
      const { client, clock, text } = character;
      return { client, clock, text: text ?? this.typed.get(`${client}:${clock}`) ?? null };
    });
    const live = new Set<string>();
    for (const { client, clock, text } of charactersOf(fresh)) {
      if (text !== null) live.add(`${client}:${clock}`);
    }
    this.visible = this.characters.map(({ client, clock }) => live.has(`${client}:${clock}`));
    for (const edit of done) this.visible = this.after(edit);
  }

  make(edit: UnsavedEdit, marks: readonly Marked[] = []): void {
    const next = this.after(edit);
    let index = 0;
    // Whole runs, so that no character is cut in half.
    let typed = "";
    let typedAs: Attributes | undefined;
    const insert = (): void => {
      if (typed) this.fresh.insert(Math.min(index, this.fresh.length), typed, typedAs);
      index += typed.length;
      typed = "";
    };
    const marked: { from: number; to: number; attributes: Attributes }[] = [];
    const mark = (attributes: Attributes): void => {
      const last = marked.at(-1);
      if (last?.attributes === attributes && last.to === index) last.to += 1;
      else marked.push({ from: index, to: index + 1, attributes });
    };
    this.characters.forEach(({ client, clock, text }, i) => {
      const attributes = marks.find((range) => covers([range], client, clock))?.attributes;
      if (next[i] && !this.visible[i]) {
        if (attributes !== typedAs) insert();
        typedAs = attributes;
        typed += text ?? "";
        return;
      }
      if (next[i] || this.visible[i]) insert();
      if (next[i] && attributes) mark(attributes);
      if (next[i]) index += 1;
      else if (this.visible[i] && index < this.fresh.length) this.fresh.delete(index, 1);
    });
    insert();
    for (const { from, to, attributes } of marked) this.fresh.format(from, to - from, attributes);
    this.visible = next;
  }

  private after({ inserted, deleted }: UnsavedEdit): boolean[] {
    return this.characters.map(({ client, clock, text }, i) => {
      if (covers(deleted, client, clock)) return false;
      return this.visible[i] === true || (text !== null && covers(inserted, client, clock));
    });
  }
}

function* charactersOf(text: Y.Text): Generator<Character> {
  for (let item = text._start; item; item = item.right) {
    const { client, clock } = item.id;
    if (item.content instanceof Y.ContentFormat) continue;
    for (let i = 0; i < item.length; i += 1) {
      const shown = item.content instanceof Y.ContentString ? (item.content.str[i] ?? "") : "";
      yield { client, clock: clock + i, text: item.deleted ? null : shown };
    }
  }
}

function* typedIn(update: Uint8Array): Generator<Character & { text: string }> {
  for (const item of Y.decodeUpdate(update).structs) {
    if (!(item instanceof Y.Item) || !(item.content instanceof Y.ContentString)) continue;
    const { client, clock } = item.id;
    for (const [i, text] of item.content.str.split("").entries()) {
      yield { client, clock: clock + i, text };
    }
  }
}
