/**
 * One person's undo over the board's nodes, in steps the size of a gesture.
 *
 * Results live in another root and are never in a step, so undo cannot take a render away.
 */
import * as Y from "yjs";
import { createStore, type Store } from "../store/store";
import { NODES } from "./schema";

/** The origin of every edit this person makes here. */
export const LOCAL = Symbol("local");

/** Edits with the same key closer together than this are one step: a slider drag, a typed word. */
export const STEP_WINDOW_MS = 900;

export type Can = { readonly undo: boolean; readonly redo: boolean };
const NOTHING: Can = { undo: false, redo: false };

export class Undo {
  private readonly stack: Y.UndoManager;
  /** Whether there is anything to undo and to redo. */
  readonly can: Store<Can> = createStore<Can>(NOTHING);
  /** Counts gestures: edits of one step, and each undo and redo. */
  gesture = 0;
  private key: string | null = null;
  private last = 0;

  constructor(
    doc: Y.Doc,
    private readonly now: () => number,
  ) {
    this.stack = new Y.UndoManager(doc.getMap(NODES), {
      trackedOrigins: new Set([LOCAL]),
      // Steps end where `step` says, not after a fixed time.
      captureTimeout: Number.MAX_SAFE_INTEGER,
    });
    this.stack.on("stack-item-added", this.tell);
    this.stack.on("stack-item-popped", this.tell);
    this.stack.on("stack-cleared", this.tell);
  }

  /** Called before each edit: goes on with the current step when the key says it is one gesture. */
  step(key: string | null): void {
    const now = this.now();
    const same = key !== null && key === this.key && now - this.last < STEP_WINDOW_MS;
    if (!same) this.next();
    this.key = key;
    this.last = now;
  }

  undo(): void {
    this.next();
    this.key = null;
    this.stack.undo();
  }

  redo(): void {
    this.next();
    this.key = null;
    this.stack.redo();
  }

  dispose(): void {
    this.stack.destroy();
  }

  private next(): void {
    this.gesture += 1;
    this.stack.stopCapturing();
  }

  private readonly tell = (): void => {
    const { undo, redo } = this.can.get();
    const next = { undo: this.stack.canUndo(), redo: this.stack.canRedo() };
    if (next.undo !== undo || next.redo !== redo) this.can.set(next);
  };
}
