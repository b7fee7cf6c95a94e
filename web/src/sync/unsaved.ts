/**
 * Which of this person's edits the server has on disk: pure bookkeeping, no socket, no clock.
 *
 * Every update sent on a connection has a number there, from one; the server answers with the
 * number up to which it has dealt with all, and before that with those it refused. What a lost
 * connection left open travels in the first step 2 of the next one, all under one number.
 */
import type { UnsavedEdit } from "./changes";

const SYNC = 0;
const STEP_2 = 1;
const UPDATE = 2;

/** Not a mistake of the edit: it builds on one that was refused. */
const DEPENDENCY = "dependency";
export const ROLE = "role";
export const TOO_LARGE = "too_large";

type Tracked = {
  readonly edit: UnsavedEdit;
  /** Its number on this connection; null before it was sent. */
  number: number | null;
  refusal: string | null;
};

export class Unsaved {
  private edits: Tracked[];
  private sent = 0;
  private settled = 0;
  private carried = false;

  constructor(edits: readonly UnsavedEdit[] = []) {
    this.edits = edits.map((edit) => ({ edit, number: null, refusal: null }));
  }

  /** Edits that are not known to be on the server's disk, in the order they were made. */
  get all(): UnsavedEdit[] {
    return this.edits.map(({ edit }) => edit);
  }

  /** How many gestures those are: what a person would call changes. */
  get changes(): number {
    return new Set(this.edits.map(({ edit }) => edit.gesture)).size;
  }

  /** Whether something travels, or waits to. */
  get isPending(): boolean {
    return this.edits.length > 0 || this.sent > this.settled || this.carried;
  }

  /** Whether the server has answered for everything that was sent to it. */
  get isSettled(): boolean {
    return this.sent === this.settled;
  }

  /** A local edit was made; `sent` when its frame has just left. */
  add(edit: UnsavedEdit, sent: boolean): void {
    this.edits.push({ edit, number: sent ? this.sent : null, refusal: null });
  }

  /** A socket opened: numbers start again, and what had no receipt must travel anew. */
  opened(): void {
    this.carried = this.isPending;
    this.sent = 0;
    this.settled = 0;
    for (const tracked of this.edits) {
      tracked.number = null;
      tracked.refusal = null;
    }
  }

  /** A frame leaves; only those that carry updates are numbered, and a step 2 carries all. */
  frame(bytes: Uint8Array): boolean {
    const [kind, step] = bytes;
    if (kind !== SYNC || (step !== STEP_2 && step !== UPDATE)) return false;
    this.sent += 1;
    if (step === STEP_2) {
      this.carried = false;
      for (const tracked of this.edits) tracked.number ??= this.sent;
    }
    return true;
  }

  /** Everything up to `count` is on disk or refused; gives back what is on disk. */
  receipt(count: number): UnsavedEdit[] {
    this.settled = Math.max(this.settled, Math.min(count, this.sent));
    const isSaved = ({ number, refusal }: Tracked): boolean =>
      number !== null && number <= this.settled && refusal === null;
    const saved = this.edits.filter(isSaved);
    this.edits = this.edits.filter((tracked) => !isSaved(tracked));
    return saved.map(({ edit }) => edit);
  }

  /**
   * The server refused an update. An edit that travelled alone is the one it meant, and is given
   * back marked; of several that travelled together, each is still to be tried by itself.
   */
  refusal(count: number, code: string): UnsavedEdit | null {
    const meant = this.edits.filter(({ number }) => number === count);
    for (const tracked of meant) tracked.refusal = code;
    const [only] = meant;
    if (!only || meant.length > 1 || code === DEPENDENCY || code === ROLE) return null;
    const edit = { ...only.edit, refused: code };
    this.edits = this.edits.map((tracked) => (tracked === only ? { ...only, edit } : tracked));
    return edit;
  }

  /**
   * A socket closed over what it was sent, without saying which: the largest, if that was too
   * large; else it can only be known where one edit was open.
   */
  refuseOpen(code: string): UnsavedEdit | null {
    const open = this.edits.filter(({ number }) => number !== null && number > this.settled);
    const size = ({ edit }: Tracked): number => edit.update.length;
    const [largest] = [...open].sort((a, b) => size(b) - size(a));
    if (!largest || (open.length > 1 && code !== TOO_LARGE)) return null;
    // Of several that travelled together, each is still to be tried by itself.
    return this.refusal(largest.number ?? 0, code);
  }

  /** Edits of an earlier visit to the board, before those of this one. */
  restore(edits: readonly UnsavedEdit[]): void {
    this.edits.unshift(...edits.map((edit) => ({ edit, number: null, refusal: null })));
  }
}
