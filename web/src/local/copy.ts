/**
 * Writes one open board to the local store as it changes.
 *
 * What others do is gathered for a moment and written with the next edit made here at the latest;
 * an edit made here is written at once. A store that fails is told to the person by the question
 * before the tab closes, not by stopping them from editing.
 */
import * as Y from "yjs";
import type { UnsavedEdit } from "../sync/changes";
import { takeEarly } from "./early";
import type { Local } from "./local";
import type { CopyId, Kept, LocalStore } from "./store";

const GATHER_MS = 400;
/** A copy of more is put together: nothing grows by being opened. */
const MOST_UPDATES = 64;

export class LocalCopy {
  private gathered: Uint8Array[] = [];
  private timer: ReturnType<typeof setTimeout> | undefined;
  private writing = 0;
  private failed = false;
  private closed = false;

  constructor(
    private readonly local: Local,
    readonly id: CopyId,
  ) {}

  /** Whether every edit made here would outlast this page. */
  get isSafe(): boolean {
    return this.local.isLasting && !this.hasLeft && !this.failed && this.writing === 0;
  }

  private get hasLeft(): boolean {
    return this.local.left.has(this.id.account);
  }

  async open(): Promise<Kept> {
    try {
      const kept = await (takeEarly(this.id) ?? this.local.store.open(this.id));
      if (kept.updates.length > MOST_UPDATES)
        void this.write((store) => store.compact(this.id, merged));
      return kept;
    } catch (error) {
      this.fail(error);
      return { updates: [], edits: [] };
    }
  }

  /** Something the server has, seen for the first time. */
  received(update: Uint8Array): void {
    if (this.closed) return;
    this.gathered.push(update);
    this.timer ??= setTimeout(this.flush, GATHER_MS);
  }

  edited(edit: UnsavedEdit): void {
    void this.write((store) => store.append(this.id, this.take(), [edit]));
  }

  saved(edits: readonly UnsavedEdit[]): void {
    if (edits.length > 0) void this.write((store) => store.saved(this.id, edits));
  }

  /** The board goes on in a fresh document, with the server's `state` and `added` edits. */
  async replace(
    state: Uint8Array,
    removed: readonly UnsavedEdit[],
    added: readonly UnsavedEdit[],
  ): Promise<void> {
    this.take();
    await this.write((store) => store.replace(this.id, state, removed, added));
  }

  close(): void {
    this.flush();
    this.closed = true;
  }

  private readonly flush = (): void => {
    const updates = this.take();
    if (updates.length > 0) void this.write((store) => store.append(this.id, updates, []));
  };

  private take(): Uint8Array[] {
    clearTimeout(this.timer);
    this.timer = undefined;
    const updates = this.gathered;
    this.gathered = [];
    return updates.length > 1 ? [Y.mergeUpdates(updates)] : updates;
  }

  private async write(change: (store: LocalStore) => Promise<void>): Promise<void> {
    if (this.closed || this.hasLeft) return;
    this.writing += 1;
    try {
      await change(this.local.store);
    } catch (error) {
      this.fail(error);
    } finally {
      this.writing -= 1;
    }
  }

  private fail(error: unknown): void {
    if (!this.failed) console.warn("This board is not kept in this browser:", error);
    this.failed = true;
  }
}

/** One update in place of many, without what was deleted meanwhile. */
export function merged(updates: readonly Uint8Array[]): Uint8Array {
  const doc = new Y.Doc();
  doc.transact(() => updates.forEach((update) => Y.applyUpdate(doc, update)));
  // What still waits for something it builds on is part of it, too.
  const state = Y.encodeStateAsUpdate(doc);
  doc.destroy();
  return state;
}
