/**
 * The queue as one person on one board sees it: the lists of the panel, who runs which node here,
 * and everything that can be asked of the queue.
 *
 * What is asked shows at once and is taken back when the server refuses it. Knows nothing of React.
 */
import { request, sentence } from "../api/client";
import type { BoardId, Job, JobId, Page } from "../api/types";
import type { Projection } from "../doc/projection";
import { t } from "../i18n/i18n";
import { createStore, Topics, type Listener, type Store } from "../store/store";
import { unknownTo, type Change } from "./changes";
import { Feed, type FeedOptions } from "./feed";
import { History } from "./history";

export type Scope = "mine" | "all";
type Asked = {
  readonly scope: Scope;
  readonly state: "active" | "ended";
  readonly board?: BoardId;
};

export type JobsOptions = {
  readonly board: BoardId;
  readonly me: string;
  readonly view: Pick<Projection, "work" | "paused" | "subscribe">;
  readonly visible: FeedOptions["visible"];
  readonly say: (sentence: string, isProblem: boolean) => void;
};

/** While the panel is open. */
export const PANEL_MS = 1_000;
/** While something of this board is queued or running, for who runs it and the count in the bar. */
const BOARD_MS = 2_500;
/** The most the server tells at once; more than anybody reads. */
export const MOST = 100;

export class Jobs {
  /** What this person set the board to and the document does not say yet. */
  readonly pausing: Store<boolean | null> = createStore<boolean | null>(null);
  /** How many jobs of this board are queued or running. */
  readonly count: Store<number> = createStore(0);
  private readonly here: Feed;
  private readonly feeds = new Map<string, Feed>();
  private readonly histories = new Map<Scope, History>();
  private readonly topics = new Topics<string>();
  private byNode: ReadonlyMap<string, Job> = new Map();
  private changes: readonly Change[] = [];
  private asked = 0;
  private stopWatching: (() => void) | null = null;
  private readonly stops: (() => void)[];

  constructor(private readonly options: JobsOptions) {
    this.here = this.feed({ scope: "all", state: "active", board: options.board });
    this.stops = [
      options.view.subscribe("work", this.onWork),
      options.view.subscribe("meta", this.onMeta),
      this.here.shown.subscribe(this.onHere),
    ];
    this.onWork();
  }

  /** What runs and waits. */
  active(scope: Scope): Feed {
    return this.feed({ scope, state: "active" });
  }

  /** What has ended. */
  history(scope: Scope): History {
    const asked: Asked = { scope, state: "ended" };
    const known = this.histories.get(scope);
    if (known) return known;
    const history = new History(this.feed(asked), (after) => this.read(asked, after));
    this.histories.set(scope, history);
    return history;
  }

  /** The job that is to give a node of this board its result, this person's own before others'. */
  of(node: string): Job | null {
    return this.byNode.get(node) ?? null;
  }

  subscribe(node: string, listener: Listener): () => void {
    return this.topics.subscribe(node, listener);
  }

  cancel(job: JobId): Promise<void> {
    return this.change({ kind: "cancel", job }, () => request("DELETE", jobPath(job)));
  }

  retry(job: JobId): Promise<void> {
    return this.change({ kind: "retry", job }, () => request("POST", `${jobPath(job)}/retry`));
  }

  move(job: JobId, before: JobId | null): Promise<void> {
    const ask = () => request("POST", `${jobPath(job)}/move`, { before });
    return this.change({ kind: "move", job, before }, ask);
  }

  /** Runs nodes, all of the board's without any; `upstream` also what they depend on. */
  async run(nodes?: readonly string[], upstream = false): Promise<void> {
    const body = nodes ? { nodes, upstream } : {};
    const { idle } = this.options.view.work;
    // What was made before needs no job: then the node itself shows that it has run.
    const shows = (nodes ?? [...idle]).some((node) => idle.has(node));
    try {
      const { jobs } = await request<{ jobs: JobId[] }>("POST", `${this.boardPath}/run`, body);
      if (jobs.length === 0 && !shows) this.options.say(t("There is nothing to run here."), false);
    } catch (error) {
      this.options.say(sentence(error), true);
    }
    this.nudge();
  }

  /** Whether changes on this board render by themselves, for everybody. */
  async setPaused(paused: boolean): Promise<void> {
    this.pausing.set(paused);
    try {
      await request("PATCH", this.boardPath, { paused });
      this.onMeta();
    } catch (error) {
      if (this.pausing.get() === paused) this.pausing.set(null);
      this.options.say(sentence(error), true);
    }
  }

  dispose(): void {
    this.stopWatching?.();
    for (const stop of this.stops) stop();
  }

  private get boardPath(): string {
    return `/api/boards/${encodeURIComponent(this.options.board)}`;
  }

  private feed(asked: Asked): Feed {
    const key = `${asked.scope} ${asked.state} ${asked.board ?? ""}`;
    const known = this.feeds.get(key);
    if (known) return known;
    const feed = new Feed({
      ask: () => this.read(asked),
      number: () => (this.asked += 1),
      visible: this.options.visible,
    });
    this.feeds.set(key, feed);
    feed.overlay(this.changes);
    return feed;
  }

  private read(asked: Asked, after?: string): Promise<Page<Job>> {
    const query = new URLSearchParams({ ...asked, limit: String(MOST) });
    if (after !== undefined) query.set("after", after);
    return request<Page<Job>>("GET", `/api/jobs?${query.toString()}`);
  }

  private async change(
    what: { job: JobId } & ({ kind: "cancel" | "retry" } | { kind: "move"; before: JobId | null }),
    ask: () => Promise<unknown>,
  ): Promise<void> {
    const change: Change = { ...what, known: null };
    this.setChanges([...this.changes, change]);
    const settle = (outcome: readonly Change[]): void =>
      this.setChanges(this.changes.flatMap((each) => (each === change ? outcome : [each])));
    try {
      await ask();
      settle([{ ...change, known: this.asked + 1 }]);
    } catch (error) {
      settle([]);
      this.options.say(sentence(error), true);
    }
    this.nudge();
  }

  private setChanges(changes: readonly Change[]): void {
    const watched = [...this.feeds.values()].filter((feed) => feed.isWatched);
    this.changes = unknownTo(
      changes,
      watched.map((feed) => feed.asked),
    );
    for (const feed of this.feeds.values()) feed.overlay(this.changes);
  }

  private nudge(): void {
    for (const feed of this.feeds.values()) feed.nudge();
  }

  private readonly onWork = (): void => {
    const { underway } = this.options.view.work;
    if (underway.size === 0) {
      this.stopWatching?.();
      this.stopWatching = null;
    } else if (this.stopWatching) this.here.nudge();
    else this.stopWatching = this.here.watch(BOARD_MS);
    this.onHere();
  };

  private readonly onMeta = (): void => {
    if (this.pausing.get() === this.options.view.paused) this.pausing.set(null);
  };

  private readonly onHere = (): void => {
    const { underway } = this.options.view.work;
    const found = new Map<string, Job>();
    for (const job of this.here.shown.get().jobs) {
      if (job.node === null || !underway.has(job.node)) continue;
      const other = found.get(job.node);
      if (!other || isOf(job, this.options.me)) found.set(job.node, job);
    }
    const told = new Set<string>();
    for (const node of new Set([...found.keys(), ...this.byNode.keys()])) {
      const [before, after] = [this.byNode.get(node), found.get(node)];
      if (before && after && saysTheSame(before, after)) found.set(node, before);
      else told.add(node);
    }
    this.byNode = found;
    this.count.set(Math.max(underway.size, found.size));
    this.topics.publish(told);
  };
}

function jobPath(job: JobId): string {
  return `/api/jobs/${encodeURIComponent(job)}`;
}

function isOf(job: Job, person: string): boolean {
  return job.person?.id === person;
}

/** Whether two tellings of a job look the same on its node. */
function saysTheSame(a: Job, b: Job): boolean {
  return (
    a.id === b.id &&
    a.status === b.status &&
    a.position === b.position &&
    a.person?.id === b.person?.id &&
    a.can.cancel === b.can.cancel
  );
}
