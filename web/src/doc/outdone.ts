/**
 * A shared text made of a plain string by two people at once: one of the two stays, and what was
 * typed into the other goes on in it. Each looks after the one they made.
 */
import * as Y from "yjs";
import { changeBetween, moveCaret, moveSpan, type Delta } from "../items/textDiff";
import { readOps, type Op } from "./delta";
import { plain } from "./read";

/** `carry` makes the change as an edit of this person's; `first` is the string that both began with. */
export function carryOver(
  params: Y.Map<unknown>,
  name: string,
  first: string,
  carry: (change: () => void) => void,
): void {
  const mine = params.get(name);
  if (!(mine instanceof Y.Text)) return;
  let ops: readonly Op[] = [{ insert: first }];
  const keep = (): void => {
    if (mine._item?.deleted === false) ops = readOps(mine.toDelta()) ?? [];
  };
  const look = ({ keysChanged }: Y.YMapEvent<unknown>, { local }: Y.Transaction): void => {
    if (!keysChanged.has(name) || params.get(name) === mine) return;
    mine.unobserve(keep);
    params.unobserve(look);
    const theirs = params.get(name);
    if (!local && theirs instanceof Y.Text) carry(() => merge(theirs, first, ops));
  };
  mine.observe(keep);
  params.observe(look);
}

/** Says in `text`, which others have written in since it was `first`, what `ops` say otherwise. */
function merge(text: Y.Text, first: string, ops: readonly Op[]): void {
  const words = ops.map(({ insert }) => insert).join("");
  const made = changeBetween(first, words, 0);
  if (!made) return;
  const theirs = changeBetween(first, plain(text), 0);
  const meanwhile: Delta = theirs
    ? [{ retain: theirs.index }, { delete: theirs.remove }, { insert: theirs.insert }]
    : [];
  const at = moveCaret(made.index, meanwhile);
  const gone = moveSpan({ from: made.index, to: made.index + made.remove }, meanwhile);
  for (const { from, to } of gone.reverse()) text.delete(from, to - from);
  insertOps(text, at, within(ops, made.index, made.index + made.insert.length));
}

function insertOps(text: Y.Text, at: number, ops: readonly Op[]): void {
  let place = at;
  for (const { insert, attributes = {} } of ops) {
    text.insert(place, insert, attributes);
    place += insert.length;
  }
}

function within(ops: readonly Op[], from: number, to: number): Op[] {
  let start = 0;
  return ops.flatMap((op) => {
    const insert = op.insert.slice(Math.max(0, from - start), Math.max(0, to - start));
    start += op.insert.length;
    return insert === "" ? [] : [{ ...op, insert }];
  });
}
