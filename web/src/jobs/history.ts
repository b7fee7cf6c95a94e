/** Ended jobs, newest first: the newest from a feed, older ones a page at a time. */
import { sentence } from "../api/client";
import type { Job, Page } from "../api/types";
import { createStore, type Store } from "../store/store";
import type { Feed } from "./feed";

export type HistoryShown = {
  readonly jobs: readonly Job[];
  /** Whether there are older ones. */
  readonly more: boolean;
  readonly loaded: boolean;
  readonly problem: string | null;
};

export class History {
  readonly shown: Store<HistoryShown> = createStore<HistoryShown>({
    jobs: [],
    more: false,
    loaded: false,
    problem: null,
  });
  private known: readonly Job[] = [];
  /** Where the next older page begins. */
  private next: string | null = null;

  constructor(
    private readonly feed: Feed,
    private readonly older: (after: string) => Promise<Page<Job>>,
  ) {}

  watch(everyMs: number): () => void {
    const stops = [this.feed.shown.subscribe(this.onNewest), this.feed.watch(everyMs)];
    return () => stops.forEach((stop) => stop());
  }

  nudge(): void {
    this.feed.nudge();
  }

  async more(): Promise<void> {
    if (this.next === null) return;
    try {
      const { items, next } = await this.older(this.next);
      const ids = new Set(this.known.map(({ id }) => id));
      this.known = [...this.known, ...items.filter(({ id }) => !ids.has(id))];
      this.next = next;
      this.show(null);
    } catch (error) {
      this.show(sentence(error));
    }
  }

  private readonly onNewest = (): void => {
    const { jobs, next, loaded, problem } = this.feed.shown.get();
    if (loaded) {
      const joined = join(jobs, this.known);
      if (joined === jobs) this.next = next;
      this.known = joined;
    }
    this.show(problem);
  };

  private show(problem: string | null): void {
    const { loaded } = this.feed.shown.get();
    this.shown.set({ jobs: this.known, more: this.next !== null, loaded, problem });
  }
}

/**
 * The newest page, then what is known from before where it ends. What the page should have and has
 * not is history no more, such as a job that runs again. Without a common job there is a gap
 * between the two, and the page is all that is known.
 */
export function join(page: readonly Job[], known: readonly Job[]): readonly Job[] {
  const ids = new Set(page.map(({ id }) => id));
  const last = known.findLastIndex(({ id }) => ids.has(id));
  const rest = last < 0 ? [] : known.slice(last + 1);
  return rest.length === 0 ? page : [...page, ...rest];
}
