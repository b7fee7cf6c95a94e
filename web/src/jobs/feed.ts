/**
 * One list of jobs of the server's, asked for again and again while somebody looks at it.
 *
 * Knows nothing of React or of what the list is of. A hidden page asks nothing.
 */
import { sentence } from "../api/client";
import type { Job, Page } from "../api/types";
import { createStore, type Store } from "../store/store";
import { NOTHING_YET, take, withChanges, type Change, type Listing } from "./changes";

export type Shown = {
  readonly jobs: readonly Job[];
  readonly next: string | null;
  /** Whether the server has answered at all. */
  readonly loaded: boolean;
  /** Why the list may be old. */
  readonly problem: string | null;
};

export type FeedOptions = {
  readonly ask: () => Promise<Page<Job>>;
  /** The number of the question being asked; each larger than all before. */
  readonly number: () => number;
  readonly visible: Pick<Store<boolean>, "get" | "subscribe">;
};

/** Soon, but once for all that changes together. */
const SOON_MS = 250;
const AFTER_PROBLEM_MS = 5_000;

export class Feed {
  readonly shown: Store<Shown> = createStore<Shown>({
    jobs: [],
    next: null,
    loaded: false,
    problem: null,
  });
  private listing: Listing = NOTHING_YET;
  private problem: string | null = null;
  private changes: readonly Change[] = [];
  private readonly watchers = new Set<{ readonly everyMs: number }>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private stopWaiting: (() => void) | null = null;

  constructor(private readonly options: FeedOptions) {}

  /** The number of the question that what is shown answers. */
  get asked(): number {
    return this.listing.asked;
  }

  get isWatched(): boolean {
    return this.watchers.size > 0;
  }

  /** Asks at once, and then this often or oftener until the watcher leaves. */
  watch(everyMs: number): () => void {
    const watcher = { everyMs };
    this.watchers.add(watcher);
    this.askIn(0);
    return () => {
      this.watchers.delete(watcher);
      if (!this.isWatched) this.rest();
    };
  }

  /** Something has changed: an answer is wanted sooner than its turn. */
  nudge(): void {
    if (this.isWatched) this.askIn(SOON_MS);
  }

  async refresh(): Promise<void> {
    const asked = this.options.number();
    try {
      const { items, next } = await this.options.ask();
      this.listing = take(this.listing, { jobs: items, next, asked });
      this.problem = null;
    } catch (error) {
      this.problem = sentence(error);
    }
    this.show();
  }

  overlay(changes: readonly Change[]): void {
    this.changes = changes;
    this.show();
  }

  private show(): void {
    this.shown.set({
      jobs: withChanges(this.listing, this.changes),
      next: this.listing.next,
      loaded: this.listing.asked > 0,
      problem: this.problem,
    });
  }

  private askIn(ms: number): void {
    this.rest();
    this.timer = setTimeout(() => void this.turn(), ms);
  }

  private async turn(): Promise<void> {
    const { visible } = this.options;
    if (!visible.get()) {
      this.stopWaiting = visible.subscribe(() => this.askIn(0));
      return;
    }
    const turn = this.timer;
    await this.refresh();
    // Whoever was asked for sooner meanwhile, or has gone, goes by their own timer.
    if (this.timer !== turn || !this.isWatched) return;
    const everyMs = Math.min(...[...this.watchers].map((watcher) => watcher.everyMs));
    this.askIn(this.problem === null ? everyMs : Math.max(everyMs, AFTER_PROBLEM_MS));
  }

  private rest(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.stopWaiting?.();
    this.stopWaiting = null;
  }
}
