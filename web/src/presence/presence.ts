/**
 * Who else is on the board and what they do, as stores that wake only who draws it.
 *
 * Sends this person's cursor, selection and drag, at most thirty times a second. Nothing here
 * touches the document.
 */
import type { Awareness } from "y-protocols/awareness";
import type { Box } from "../doc/edits";
import type { Point } from "../doc/schema";
import { createStore, Topics, type Listener, type Store } from "../store/store";
import {
  readPeer,
  readChanged,
  readProgress,
  readRenderer,
  readStorage,
  type Dragging,
  type Peer,
  type PersonOnBoard,
  type Progress,
  type RendererState,
} from "./peers";

export const SEND_INTERVAL_MS = 33;

/** Awareness is bounded: of more items than this, others hear the first. */
export const MOST_IDS = 200;

type Local = {
  cursor?: Point | null;
  viewport?: Box | null;
  selection?: readonly string[];
  dragging?: Dragging | null;
  activity?: { type: "viewing" | "editing"; node?: string };
};
/** One node's selection or progress, anybody's selection, or what moves without the document. */
type Topic =
  `selection:${string}` | `progress:${string}` | "selections" | "cursors" | "drags" | "viewports";

const NOBODY: readonly PersonOnBoard[] = [];

export class Presence {
  /** Everybody on the board, this person first, each once however many tabs they have. */
  readonly people: Store<readonly PersonOnBoard[]>;
  readonly renderer: Store<RendererState | null> = createStore<RendererState | null>(null);
  /** Why the server cannot save just now; null when it can. */
  readonly storage: Store<string | null> = createStore<string | null>(null);
  /** When the board's title, or who is on it as what, last changed; null when it did not. */
  readonly changed: Store<number | null> = createStore<number | null>(null);
  private readonly peers = new Map<number, Peer>();
  private readonly topics = new Topics<Topic>();
  private holders = new Map<string, readonly PersonOnBoard[]>();
  private progress = new Map<string, Progress>();
  private readonly heard = new Map<"drags" | "viewports", string>();
  private waiting: Local = {};
  private timer: ReturnType<typeof setTimeout> | null = null;
  private lastSent = -Infinity;

  constructor(
    private readonly awareness: Awareness,
    private readonly me: PersonOnBoard,
    private readonly now: () => number,
  ) {
    this.people = createStore<readonly PersonOnBoard[]>([me]);
    awareness.setLocalState({ user: me, status: "online", activity: { type: "viewing" } });
    awareness.on("change", this.onChange);
  }

  subscribe(topic: Topic, listener: Listener): () => void {
    return this.topics.subscribe(topic, listener);
  }

  others(): Iterable<Peer> {
    return this.peers.values();
  }

  /** The other people who have a node selected. */
  holdersOf(node: string): readonly PersonOnBoard[] {
    return this.holders.get(node) ?? NOBODY;
  }

  progressOf(node: string): Progress | null {
    return this.progress.get(node) ?? null;
  }

  /** Say something of oneself; what changes faster than it may be sent is sent as it is last. */
  say(change: Local): void {
    this.waiting = { ...this.waiting, ...change };
    if (this.timer !== null) return;
    const wait = this.lastSent + SEND_INTERVAL_MS - this.now();
    if (wait <= 0) this.send();
    else this.timer = setTimeout(this.send, wait);
  }

  dispose(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.awareness.off("change", this.onChange);
  }

  private readonly send = (): void => {
    this.timer = null;
    this.lastSent = this.now();
    const state = this.awareness.getLocalState();
    if (state) this.awareness.setLocalState({ ...state, ...bounded(this.waiting) });
    this.waiting = {};
  };

  private readonly onChange = (): void => {
    const progress = new Map<string, Progress>();
    let renderer: RendererState | null = null;
    let storage: string | null = null;
    let changed: number | null = null;
    this.peers.clear();
    for (const [client, state] of this.awareness.getStates()) {
      if (client === this.awareness.clientID) continue;
      const peer = readPeer(client, state);
      if (peer) this.peers.set(client, peer);
      renderer = readRenderer(state) ?? renderer;
      storage = readStorage(state) ?? storage;
      changed = readChanged(state) ?? changed;
      for (const [node, value] of readProgress(state)) progress.set(node, value);
    }
    this.storage.set(storage);
    this.changed.set(changed);
    this.tell(progress, renderer);
  };

  private tell(progress: Map<string, Progress>, renderer: RendererState | null): void {
    const told = new Set<Topic>(["cursors"]);
    // Cursors come all the time: who draws drags or viewports is woken for those only.
    for (const topic of ["drags", "viewports"] as const) {
      const now = JSON.stringify([...this.peers.values()].map(OF_PEER[topic]));
      if (now !== this.heard.get(topic)) told.add(topic);
      this.heard.set(topic, now);
    }
    const holders = this.readHolders();
    for (const node of new Set([...holders.keys(), ...this.holders.keys()])) {
      const before = this.holders.get(node);
      const after = holders.get(node);
      if (before && after && sameIds(before, after)) holders.set(node, before);
      else told.add(`selection:${node}`).add("selections");
    }
    for (const node of new Set([...progress.keys(), ...this.progress.keys()])) {
      const before = this.progress.get(node);
      const after = progress.get(node);
      if (before && after && sameProgress(before, after)) progress.set(node, before);
      else told.add(`progress:${node}`);
    }
    this.holders = holders;
    this.progress = progress;
    const people = this.readPeople();
    if (!sameIds(people, this.people.get())) this.people.set(people);
    if (JSON.stringify(renderer) !== JSON.stringify(this.renderer.get())) {
      this.renderer.set(renderer);
    }
    this.topics.publish(told);
  }

  private readHolders(): Map<string, readonly PersonOnBoard[]> {
    const holders = new Map<string, readonly PersonOnBoard[]>();
    for (const { person, selection } of this.peers.values()) {
      for (const node of selection) holders.set(node, [...(holders.get(node) ?? []), person]);
    }
    return holders;
  }

  private readPeople(): PersonOnBoard[] {
    const people = new Map([[this.me.id, this.me]]);
    for (const { person } of this.peers.values()) {
      if (!people.has(person.id)) people.set(person.id, person);
    }
    return [...people.values()];
  }
}

const OF_PEER: Readonly<Record<"drags" | "viewports", (peer: Peer) => unknown>> = {
  drags: ({ client, dragging }: Peer) => (dragging ? { client, dragging } : null),
  viewports: ({ person, viewport }: Peer) => [person.id, viewport],
};

function bounded(local: Local): Local {
  const { selection, dragging } = local;
  return {
    ...local,
    ...(selection && { selection: selection.slice(0, MOST_IDS) }),
    ...(dragging && { dragging: { ...dragging, nodes: dragging.nodes.slice(0, MOST_IDS) } }),
  };
}

function sameIds(a: readonly PersonOnBoard[], b: readonly PersonOnBoard[]): boolean {
  return (
    a.length === b.length &&
    a.every((person, i) => person.id === b[i]?.id && person.name === b[i].name)
  );
}

function sameProgress(a: Progress, b: Progress): boolean {
  return a.step === b.step && a.steps === b.steps && a.preview === b.preview;
}
