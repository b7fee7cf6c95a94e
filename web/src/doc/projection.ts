/**
 * The board as a store of items: the document's changes, gathered and told once a frame, by item.
 *
 * Reads only what changed, through events. Knows nothing of React, and never writes.
 */
import type * as Y from "yjs";
import { Topics, type Listener } from "../store/store";
import { readNode, readResult } from "./read";
import { META, NODES, RESULTS, portOf, type Edge, type NodeItem, type ResultItem } from "./schema";
import { Work } from "./work";

/**
 * What may be listened to: one node, one result, the set and order of nodes, all edges, what is
 * worked on, what the server says of the board, anything.
 */
export type Topic =
  `node:${string}` | `result:${string}` | "order" | "edges" | "work" | "meta" | "all";

export class Projection {
  private readonly nodeItems = new Map<string, NodeItem>();
  private readonly resultItems = new Map<string, ResultItem>();
  private readonly incoming = new Map<string, readonly Edge[]>();
  private readonly dirtyNodes = new Set<string>();
  private readonly dirtyResults = new Set<string>();
  private readonly topics = new Topics<Topic>();
  private readonly nodes: Y.Map<unknown>;
  private readonly results: Y.Map<unknown>;
  private readonly meta: Y.Map<unknown>;
  private metaChanged = false;
  private scheduled = false;

  /** Ids in drawing order: frames first, then by `z`, then by id. */
  order: readonly string[] = [];
  edges: readonly Edge[] = [];
  readonly work = new Work();
  /** Whether changes wait to be run, for everybody. */
  paused = false;

  constructor(
    doc: Y.Doc,
    private readonly schedule: (flush: () => void) => void,
  ) {
    this.nodes = doc.getMap(NODES);
    this.results = doc.getMap(RESULTS);
    this.meta = doc.getMap(META);
    this.paused = isPaused(this.meta);
    for (const id of this.nodes.keys()) this.dirtyNodes.add(id);
    for (const id of this.results.keys()) this.dirtyResults.add(id);
    this.nodes.observeDeep(this.onNodes);
    this.results.observe(this.onResults);
    this.meta.observe(this.onMeta);
    this.flush();
  }

  node(id: string): NodeItem | undefined {
    return this.nodeItems.get(id);
  }

  result(id: string): ResultItem | undefined {
    return this.resultItems.get(id);
  }

  all(): NodeItem[] {
    return this.order.map((id) => this.nodeItems.get(id)).filter((item) => item !== undefined);
  }

  childrenOf(frame: string): NodeItem[] {
    return this.all().filter((item) => item.parent === frame);
  }

  subscribe(topic: Topic, listener: Listener): () => void {
    return this.topics.subscribe(topic, listener);
  }

  /** Bring the items up to the document now; local edits do, remote ones wait for the frame. */
  flush(): void {
    this.scheduled = false;
    this.flushMeta();
    if (this.dirtyNodes.size === 0 && this.dirtyResults.size === 0) return;
    const told = new Set<Topic>(["all"]);
    let reorder = false;
    let rewire = false;
    for (const id of this.dirtyNodes) {
      const before = this.nodeItems.get(id);
      const after = readNode(id, this.nodes.get(id));
      if (after) this.nodeItems.set(id, after);
      else this.nodeItems.delete(id);
      const changed = before?.z !== after?.z || before?.type !== after?.type;
      reorder ||= changed || !before !== !after;
      rewire = this.wire(id, after) || rewire || !before !== !after;
      told.add(`node:${id}`);
    }
    for (const id of this.dirtyResults) {
      const result = readResult(this.results.get(id));
      if (result) this.resultItems.set(id, result);
      else this.resultItems.delete(id);
      told.add(`result:${id}`);
      if (this.work.take(id, result)) told.add("work");
    }
    this.dirtyNodes.clear();
    this.dirtyResults.clear();
    if (reorder) this.order = drawingOrder(this.nodeItems.values());
    if (reorder) told.add("order");
    if (rewire) this.edges = this.collectEdges();
    if (rewire) told.add("edges");
    this.topics.publish(told);
  }

  dispose(): void {
    this.nodes.unobserveDeep(this.onNodes);
    this.results.unobserve(this.onResults);
    this.meta.unobserve(this.onMeta);
    this.scheduled = true;
  }

  private readonly onNodes = (events: Y.YEvent<Y.AbstractType<unknown>>[]): void => {
    for (const event of events) {
      const [id] = event.path;
      if (typeof id === "string") this.dirtyNodes.add(id);
      else for (const key of event.changes.keys.keys()) this.dirtyNodes.add(key);
    }
    this.later();
  };

  private readonly onResults = (event: Y.YMapEvent<unknown>): void => {
    for (const id of event.keysChanged as Set<string>) this.dirtyResults.add(id);
    this.later();
  };

  private readonly onMeta = (): void => {
    this.metaChanged = true;
    this.later();
  };

  private flushMeta(): void {
    if (!this.metaChanged) return;
    this.metaChanged = false;
    const paused = isPaused(this.meta);
    if (paused === this.paused) return;
    this.paused = paused;
    this.topics.publish(["meta"]);
  }

  private later(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    this.schedule(() => {
      if (this.scheduled) this.flush();
    });
  }

  /** Take over a node's incoming edges; true when they are not what they were. */
  private wire(id: string, item: NodeItem | null): boolean {
    const before = this.incoming.get(id) ?? [];
    const after = item ? edgesInto(item, before) : [];
    if (after.length === 0) this.incoming.delete(id);
    else this.incoming.set(id, after);
    return after.length !== before.length || after.some((edge, i) => edge !== before[i]);
  }

  private collectEdges(): readonly Edge[] {
    return [...this.incoming.values()].flat().filter((edge) => this.nodeItems.has(edge.source));
  }
}

function isPaused(meta: Y.Map<unknown>): boolean {
  return meta.get("paused") === true;
}

function drawingOrder(items: Iterable<NodeItem>): string[] {
  const layer = (item: NodeItem): number => (item.type === "frame" ? 0 : 1);
  return [...items]
    .sort((a, b) => layer(a) - layer(b) || compare(a.z, b.z) || compare(a.id, b.id))
    .map((item) => item.id);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The edges of an item's inputs, keeping the object of each that has not changed. */
function edgesInto(item: NodeItem, before: readonly Edge[]): Edge[] {
  return Object.entries(item.inputs)
    .sort(([a], [b]) => compare(a, b))
    .map(([key, from]) => {
      const id = `${item.id}:${key}`;
      const old = before.find((edge) => edge.id === id);
      if (old?.source === from.node && old.sourcePort === from.port) return old;
      const edge = { id, source: from.node, sourcePort: from.port, target: item.id, key };
      return { ...edge, port: portOf(key) };
    });
}
