/**
 * Keeps a document in step with the server over y-websocket, and knows what is saved.
 *
 * Reconnects by itself; edits made meanwhile stay in the document and travel on return. Says when
 * the document cannot go on, because the server refused something in it; does not replace it, and
 * knows nothing of what it holds.
 */
import { readVarString, readVarUint } from "lib0/decoding";
import type { Awareness } from "y-protocols/awareness";
import { WebsocketProvider } from "y-websocket";
import type * as Y from "yjs";
import { createStore, type Store } from "../store/store";
import type { UnsavedEdit } from "./changes";
import { watchedSockets } from "./socket";
import { SAVED, type LinkState } from "./state";
import { ROLE, TOO_LARGE, Unsaved } from "./unsaved";

const RECEIPT = 10;
const REFUSAL = 11;
const MALFORMED = 4400;
const MESSAGE_TOO_LARGE = 1009;
/** A server that is back is found within this. */
const LONGEST_WAIT_MS = 2_000;
/** A quiet board still hears from its server, so that a dead line is noticed. */
const RESYNC_MS = 15_000;
/** A server that can save again is given this long to say that it did. */
const RESEND_MS = 1_000;

export type LinkOptions = {
  readonly url: string;
  readonly board: string;
  readonly epoch: string;
  readonly doc: Y.Doc;
  readonly awareness: Awareness;
  /** These are on the server's disk now. */
  readonly onSaved: (edits: readonly UnsavedEdit[]) => void;
  /** The server will not have this one. */
  readonly onRefused: (edit: UnsavedEdit) => void;
  /** Only a fresh document can go on from here. */
  readonly onStuck: () => void;
  /** Whether every unsaved edit outlasts this page. */
  readonly isSafe: () => boolean;
};

export class Link {
  readonly state: Store<LinkState> = createStore<LinkState>({ kind: "connecting" });
  /** Whether there is a board to show: from the local copy, or received whole. */
  readonly loaded: Store<boolean> = createStore(false);
  /** Whether the server has sent all it has, at least once. */
  readonly received: Store<boolean> = createStore(false);
  readonly unsaved = new Unsaved();
  private readonly provider: WebsocketProvider;
  private hasConnected = false;
  private hasJustSent = false;
  private isStuck = false;
  private isDenied = false;
  private isReadOnly = false;
  private ended = false;
  private isDisposed = false;

  constructor(private readonly options: LinkOptions) {
    const { url, board, epoch, doc, awareness } = options;
    // Before the provider's own listener, which sends: see `edited`.
    doc.on("update", this.beforeSending);
    this.provider = new WebsocketProvider(url, board, doc, {
      awareness,
      connect: false,
      params: { receipts: "1", epoch },
      maxBackoffTime: LONGEST_WAIT_MS,
      resyncInterval: RESYNC_MS,
      // Tabs would show one another what is not on disk yet.
      disableBc: true,
      WebSocketPolyfill: watchedSockets(this.sent),
    });
    this.provider.messageHandlers[RECEIPT] = (_, decoder) => {
      options.onSaved(this.unsaved.receipt(readVarUint(decoder)));
      this.update();
    };
    this.provider.messageHandlers[REFUSAL] = (_, decoder) => {
      this.refused(readVarUint(decoder), readVarString(decoder));
    };
    this.provider.on("status", ({ status }) => {
      if (status === "connected") this.opened();
      this.update();
    });
    this.provider.on("sync", (synced) => {
      if (synced) this.loaded.set(true);
      if (synced) this.received.set(true);
      this.update();
    });
    this.provider.on("connection-close", (event) => {
      if (event?.code === MESSAGE_TOO_LARGE) this.closedOver(TOO_LARGE);
    });
    this.provider.on("closed", ({ code }) => {
      if (code === MALFORMED) this.closedOver("malformed");
      else this.end({ kind: "closed", code, changes: this.unsaved.changes });
    });
    globalThis.addEventListener("online", this.retry);
    globalThis.addEventListener("beforeunload", this.warn);
  }

  /** Opens the line, with the edits an earlier visit left. */
  start(edits: readonly UnsavedEdit[] = []): void {
    this.unsaved.restore(edits);
    this.provider.connect();
    this.update();
  }

  /** An edit was made here; its frame left just before this call, if there is a line. */
  edited(edit: UnsavedEdit): void {
    this.unsaved.add(edit, this.hasJustSent);
    this.update();
  }

  /** Comes back to a server that may have changed its mind, with all that is unsaved. */
  reopen(): void {
    if (this.isDisposed) return;
    this.ended = false;
    this.isDenied = false;
    this.provider.disconnect();
    this.provider.connect();
    this.update();
  }

  /** What the server says of its disk. */
  setReadOnly(isReadOnly: boolean): void {
    const canSaveAgain = this.isReadOnly && !isReadOnly;
    this.isReadOnly = isReadOnly;
    this.update();
    if (!canSaveAgain) return;
    setTimeout(() => {
      if (!this.ended && !this.isStuck && this.unsaved.isPending) this.reopen();
    }, RESEND_MS);
  }

  /** Lets the line go; the document may be edited on, for another one to carry. */
  pause(): void {
    this.provider.disconnect();
  }

  /**
   * Calls back when nothing is left to save, or when it never can be: at once or later; `delayed`
   * when it will be later than the usual moment, since there is no line or no disk.
   */
  whenSaved(then: (isSaved: boolean) => void, delayed?: () => void): void {
    const isOver = (): boolean =>
      this.ended || this.isDenied || this.isStuck || !this.unsaved.isPending;
    if (isOver()) {
      then(!this.unsaved.isPending);
      return;
    }
    const stop = this.state.subscribe(() => {
      if (!isOver()) return;
      stop();
      then(!this.unsaved.isPending);
    });
    if (this.state.get().kind !== "saving") delayed?.();
  }

  end(state: LinkState): void {
    this.ended = true;
    this.provider.disconnect();
    this.state.set(state);
  }

  dispose(): void {
    this.isDisposed = true;
    this.ended = true;
    globalThis.removeEventListener("online", this.retry);
    globalThis.removeEventListener("beforeunload", this.warn);
    this.options.doc.off("update", this.beforeSending);
    this.provider.destroy();
  }

  private opened(): void {
    this.unsaved.opened();
    this.isDenied = false;
    const { awareness } = this.options;
    const state = awareness.getLocalState();
    // Others forgot this client with its socket, and ignore a state whose clock they have seen.
    if (this.hasConnected && state) awareness.setLocalState(state);
    this.hasConnected = true;
  }

  private refused(count: number, code: string): void {
    const edit = this.unsaved.refusal(count, code);
    if (edit) this.options.onRefused(edit);
    if (code === ROLE) this.isDenied = true;
    else this.isStuck = true;
    this.update();
  }

  /** The socket closed over what it carried, so it would again. */
  private closedOver(code: string): void {
    const edit = this.unsaved.refuseOpen(code);
    if (edit) this.options.onRefused(edit);
    this.isStuck = true;
    this.update();
  }

  private readonly beforeSending = (): void => {
    this.hasJustSent = false;
  };

  private readonly sent = (frame: Uint8Array): void => {
    if (this.unsaved.frame(frame)) this.hasJustSent = true;
    this.update();
  };

  private readonly retry = (): void => {
    if (!this.ended && !this.isStuck) this.provider.connect();
  };

  private readonly warn = (event: BeforeUnloadEvent): void => {
    if (this.unsaved.isPending && !this.options.isSafe()) event.preventDefault();
  };

  private update(): void {
    if (this.ended) return;
    // What is still on its way is waited for, so that nothing of it is made anew and saved twice.
    const isAnswered = this.unsaved.isSettled || !this.provider.wsconnected;
    if (this.isStuck && isAnswered) {
      this.ended = true;
      this.provider.disconnect();
      this.options.onStuck();
      return;
    }
    const next = this.read();
    const same = JSON.stringify(next) === JSON.stringify(this.state.get());
    if (!same) this.state.set(next);
  }

  private read(): LinkState {
    const { changes, isPending } = this.unsaved;
    if (this.isDenied) return { kind: "denied", changes };
    if (this.isReadOnly && changes > 0) return { kind: "held", changes };
    if (this.provider.wsconnected && this.provider.synced) {
      return isPending ? { kind: "saving" } : SAVED;
    }
    return this.loaded.get() ? { kind: "offline", changes } : { kind: "connecting" };
  }
}
