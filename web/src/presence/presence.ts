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
import { changesOf, editorsOf, NO_EDITORS, type Editor, type Editors } from "./editors";
import {
  readPeer,
  readChanged,
  readProgress,
  readRenderer,
  readStorage,
  type Caret,
  type Dragging,
  type Drawing,
  type Peer,
  type PersonOnBoard,
  type Progress,
  type Reaction,
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
  activity?: Activity;
  status?: "online" | "away";
  chat?: string;
  reactions?: readonly Reaction[];
  presenting?: boolean;
  following?: number | null;
  drawing?: Drawing | null;
};
export type Activity = {
  readonly type: "viewing" | "editing";
  readonly node?: string;
  readonly field?: string;
  readonly caret?: Caret | null;
};
/**
 * One node's selection, writers, their carets, or progress; anybody's selection, or any progress;
 * what moves without the document; and who is here, looks away, presents or follows.
 */
type Topic =
  | `selection:${string}`
  | `editing:${string}`
  | `carets:${string}`
  | `progress:${string}`
  | "selections"
  | "progress"
  | "cursors"
  | "drags"
  | "strokes"
  | "viewports"
  | "crowd";

export type PersonHere = PersonOnBoard & { readonly away: boolean };

const NOBODY: readonly PersonOnBoard[] = [];

export class Presence {
  /** Everybody on the board, this person first, each once however many tabs they have. */
  readonly people: Store<readonly PersonHere[]>;
  readonly renderer: Store<RendererState | null> = createStore<RendererState | null>(null);
  /** Why the server cannot save just now; null when it can. */
  readonly storage: Store<string | null> = createStore<string | null>(null);
  /** When the board's title, or who is on it as what, last changed; null when it did not. */
  readonly changed: Store<number | null> = createStore<number | null>(null);
  private readonly peers = new Map<number, Peer>();
  private readonly topics = new Topics<Topic>();
  private holders = new Map<string, readonly PersonOnBoard[]>();
  private progress = new Map<string, Progress>();
  private editors: Editors = new Map();
  private readonly heard = new Map<Told, string>();
  /** When each client last did something: of somebody's tabs, that is the one they are in. */
  private readonly active = new Map<number, number>();
  private waiting: Local = {};
  private timer: ReturnType<typeof setTimeout> | null = null;
  private lastSent = -Infinity;

  constructor(
    private readonly awareness: Awareness,
    private readonly me: PersonOnBoard,
    private readonly now: () => number,
  ) {
    this.people = createStore<readonly PersonHere[]>([{ ...me, away: false }]);
    awareness.setLocalState({ user: me, status: "online", activity: { type: "viewing" } });
    awareness.on("change", this.onChange);
  }

  subscribe(topic: Topic, listener: Listener): () => void {
    return this.topics.subscribe(topic, listener);
  }

  others(): Iterable<Peer> {
    return this.peers.values();
  }

  get client(): number {
    return this.awareness.clientID;
  }

  peer(client: number): Peer | null {
    return this.peers.get(client) ?? null;
  }

  /** Where somebody is: of several tabs the one they last did something in. */
  peerOf(person: string): Peer | null {
    const theirs = [...this.peers.values()].filter((peer) => peer.person.id === person);
    const activeAt = ({ client }: Peer): number => this.active.get(client) ?? 0;
    return theirs.sort((a, b) => activeAt(b) - activeAt(a))[0] ?? null;
  }

  /** Whether somebody's view follows this one. */
  get isWatched(): boolean {
    return [...this.peers.values()].some(({ following }) => following === this.client);
  }

  /** The other people who write in a node. */
  editorsOf(node: string): readonly Editor[] {
    return this.editors.get(node) ?? NO_EDITORS;
  }

  /** The other people who have a node selected. */
  holdersOf(node: string): readonly PersonOnBoard[] {
    return this.holders.get(node) ?? NOBODY;
  }

  progressOf(node: string): Progress | null {
    return this.progress.get(node) ?? null;
  }

  /** Every node that the renderer tells the progress of. */
  running(): ReadonlyMap<string, Progress> {
    return this.progress;
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

  private readonly onChange = ({ added, updated, removed }: Changes): void => {
    for (const client of [...added, ...updated]) this.active.set(client, this.now());
    for (const client of removed) this.active.delete(client);
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
    // Cursors come all the time: who draws something else is woken for that only.
    for (const topic of ["drags", "strokes", "viewports", "crowd"] as const) {
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
    const editors = editorsOf(this.peers.values());
    const { who, carets } = changesOf(this.editors, editors);
    for (const node of who) told.add(`editing:${node}`);
    for (const node of carets) told.add(`carets:${node}`);
    for (const [node, before] of this.editors) {
      if (editors.has(node) && !carets.includes(node)) editors.set(node, before);
    }
    this.editors = editors;
    for (const node of new Set([...progress.keys(), ...this.progress.keys()])) {
      const before = this.progress.get(node);
      const after = progress.get(node);
      if (before && after && sameProgress(before, after)) progress.set(node, before);
      else told.add(`progress:${node}`).add("progress");
    }
    this.holders = holders;
    this.progress = progress;
    const people = this.readPeople();
    const isSame = (one: PersonHere, i: number): boolean => one.away === people[i]?.away;
    const before = this.people.get();
    if (!sameIds(people, before) || !before.every(isSame)) this.people.set(people);
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

  /** Away is who looks at the board in none of their tabs. */
  private readPeople(): PersonHere[] {
    const people = new Map<string, PersonHere>([[this.me.id, { ...this.me, away: false }]]);
    for (const { person, away } of this.peers.values()) {
      const known = people.get(person.id);
      people.set(person.id, { ...(known ?? person), away: away && known?.away !== false });
    }
    return [...people.values()];
  }
}

type Changes = {
  readonly added: readonly number[];
  readonly updated: readonly number[];
  readonly removed: readonly number[];
};

type Told = "drags" | "strokes" | "viewports" | "crowd";

const OF_PEER: Readonly<Record<Told, (peer: Peer) => unknown>> = {
  drags: ({ client, dragging }: Peer) => (dragging ? { client, dragging } : null),
  strokes: ({ client, drawing }: Peer) => (drawing ? { client, drawing } : null),
  viewports: ({ person, viewport }: Peer) => [person.id, viewport],
  crowd: ({ client, person, away, presenting, following }: Peer) => [
    client,
    person.id,
    away,
    presenting,
    following,
  ],
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
