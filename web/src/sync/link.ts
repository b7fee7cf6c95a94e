/**
 * Keeps a document in step with the server over y-websocket, and knows what is saved.
 *
 * Reconnects by itself; edits made meanwhile stay in the document and travel on return. Knows
 * nothing of what the document holds.
 */
import { readVarString, readVarUint } from "lib0/decoding";
import type { Awareness } from "y-protocols/awareness";
import { WebsocketProvider } from "y-websocket";
import type * as Y from "yjs";
import { createStore, type Store } from "../store/store";
import { Receipts } from "./receipts";
import { SAVED, type LinkState } from "./state";

const RECEIPT = 10;
const REFUSAL = 11;
/** A server that is back is found within this. */
const LONGEST_WAIT_MS = 2_000;
/** A quiet board still hears from its server, so that a dead line is noticed. */
const RESYNC_MS = 15_000;

export type LinkOptions = {
  readonly url: string;
  readonly board: string;
  readonly epoch: string;
  readonly doc: Y.Doc;
  readonly awareness: Awareness;
};

export class Link {
  readonly state: Store<LinkState> = createStore<LinkState>({ kind: "connecting" });
  /** Whether the board has been received whole at least once. */
  readonly loaded: Store<boolean> = createStore(false);
  private readonly receipts = new Receipts();
  private readonly provider: WebsocketProvider;
  private ended = false;

  constructor(private readonly options: LinkOptions) {
    const { url, board, epoch, doc, awareness } = options;
    this.provider = new WebsocketProvider(url, board, doc, {
      awareness,
      params: { receipts: "1", epoch },
      maxBackoffTime: LONGEST_WAIT_MS,
      resyncInterval: RESYNC_MS,
      // Tabs would show one another what is not on disk yet.
      disableBc: true,
      WebSocketPolyfill: watchedSocket((frame) => {
        this.receipts.frame(frame);
        this.update();
      }),
    });
    this.provider.messageHandlers[RECEIPT] = (_, decoder) => {
      this.receipts.receipt(readVarUint(decoder));
      this.update();
    };
    this.provider.messageHandlers[REFUSAL] = (_, decoder) => {
      readVarUint(decoder);
      this.end({ kind: "refused", code: readVarString(decoder) });
    };
    this.provider.on("status", ({ status }) => {
      if (status === "connected") this.receipts.opened();
      this.update();
    });
    this.provider.on("sync", (synced) => {
      if (synced) this.loaded.set(true);
      this.update();
    });
    this.provider.on("closed", ({ code }) => this.end({ kind: "closed", code }));
    doc.on("update", this.onUpdate);
    globalThis.addEventListener("online", this.retry);
    globalThis.addEventListener("beforeunload", this.warn);
  }

  /** Calls back when nothing is left to save, or when it never can be: at once or later. */
  whenSaved(then: () => void): void {
    if (this.ended || !this.receipts.pending) {
      then();
      return;
    }
    const stop = this.state.subscribe(() => {
      if (!this.ended && this.receipts.pending) return;
      stop();
      then();
    });
  }

  dispose(): void {
    globalThis.removeEventListener("online", this.retry);
    globalThis.removeEventListener("beforeunload", this.warn);
    this.options.doc.off("update", this.onUpdate);
    this.provider.destroy();
  }

  private readonly onUpdate = (_: Uint8Array, origin: unknown): void => {
    if (origin === this.provider) return;
    this.receipts.edited(this.provider.wsconnected);
    this.update();
  };

  private readonly retry = (): void => {
    if (!this.ended) this.provider.connect();
  };

  private readonly warn = (event: BeforeUnloadEvent): void => {
    if (this.receipts.pending) event.preventDefault();
  };

  private end(state: LinkState): void {
    this.ended = true;
    this.state.set(state);
    this.provider.disconnect();
  }

  private update(): void {
    if (this.ended) return;
    const next = this.read();
    const now = this.state.get();
    const same = JSON.stringify(next) === JSON.stringify(now);
    if (!same) this.state.set(next);
  }

  private read(): LinkState {
    const unsaved = this.receipts.pending;
    if (this.provider.wsconnected && this.provider.synced) {
      return unsaved ? { kind: "saving" } : SAVED;
    }
    return this.loaded.get() ? { kind: "offline", unsaved } : { kind: "connecting" };
  }
}

/** A WebSocket that shows every frame as it is sent. */
function watchedSocket(onFrame: (frame: Uint8Array) => void): typeof WebSocket {
  return class extends WebSocket {
    override send(data: string | ArrayBufferLike | Blob | ArrayBufferView): void {
      super.send(data as ArrayBuffer);
      if (data instanceof Uint8Array) onFrame(data);
    }
  };
}
