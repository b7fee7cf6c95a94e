/**
 * Every change this person can make to a board: one gesture, one transaction, one origin.
 *
 * Maps are made once and changed in place afterwards, so that an edit never brings back a node that
 * somebody else deletes meanwhile. Knows nothing of React, the DOM or the network.
 */
import * as Y from "yjs";
import type { Catalog } from "./catalog";
import { paramsOf } from "./cut";
import type { arrowFields } from "../ink/arrow";
import { regrouped } from "./groups";
import { makeNode, round, type NewNode } from "./make";
import { keysAbove, keysBelow } from "./order";
import { changeBetween } from "../items/textDiff";
import { carryOver } from "./outdone";
import { isRecord, plain } from "./read";
import { LOCAL, type Undo } from "./undo";
import {
  NODES,
  portOf,
  type Cut,
  type Edge,
  type Json,
  type Mode,
  type Point,
  type Size,
  type Source,
} from "./schema";

export type Box = Point & Size;

/** `id` makes node ids, `done` is called after each edit so that the screen follows at once. */
export type EditsOptions = {
  readonly doc: Y.Doc;
  readonly catalog: Catalog;
  readonly undo: Undo;
  readonly id: () => string;
  readonly done: () => void;
};

export class Edits {
  private readonly nodes: Y.Map<unknown>;

  constructor(private readonly options: EditsOptions) {
    this.nodes = options.doc.getMap(NODES);
  }

  addNode(node: NewNode): string {
    return this.addNodes([node])[0] ?? "";
  }

  /** Put nodes on top of everything, in their order; `inputs` may name one another by index `#0`. */
  addNodes(nodes: readonly NewNode[]): string[] {
    const ids = nodes.map(() => this.options.id());
    const keys = keysAbove(this.highest(), nodes.length);
    this.run(null, () => {
      regrouped(nodes, this.options.id).forEach((node, i) => {
        const inputs = mapValues(node.inputs ?? {}, (source) => ({
          ...source,
          node: resolve(source.node, ids),
        }));
        const parent = node.parent ? resolve(node.parent, ids) : null;
        const params = node.type === "arrow" ? led(node.params ?? {}, ids) : (node.params ?? {});
        const made = makeNode(
          { ...node, inputs, params, parent },
          keys[i] ?? "a0",
          this.options.catalog,
        );
        this.nodes.set(ids[i] ?? "", made);
      });
    });
    return ids;
  }

  /** `parents` says which frame each moved node now lies in, for those where that changed. */
  moveNodes(
    positions: ReadonlyMap<string, Point>,
    { parents, step = null, joined = false }: MoveOptions = {},
  ): void {
    this.run(joined ? JOINED : step, () => {
      for (const [id, { x, y }] of positions) {
        this.node(id)?.set("position", { x: round(x), y: round(y) });
      }
      for (const [id, parent] of parents ?? []) setOrDelete(this.node(id), "parent", parent);
    });
  }

  resize(id: string, { x, y, w, h }: Box, joined = false): void {
    this.run(joined ? JOINED : `resize:${id}`, () => {
      const node = this.node(id);
      node?.set("size", { w: round(w), h: round(h) });
      node?.set("position", { x: round(x), y: round(y) });
    });
  }

  /** An arrow along another line, between other items or none. */
  leadArrow(
    id: string,
    { position, size, ends }: ReturnType<typeof arrowFields>,
    joined = false,
  ): void {
    this.run(joined ? JOINED : null, () => {
      this.node(id)?.set("position", position);
      this.node(id)?.set("size", size);
      this.child(id, "params")?.set("from", ends.from);
      this.child(id, "params")?.set("to", ends.to);
    });
  }

  /** Places and sizes of several at once, and the frames they now lie in. */
  placeNodes(boxes: ReadonlyMap<string, Box>, parents: ReadonlyMap<string, string | null>): void {
    this.run(null, () => {
      for (const [id, { x, y, w, h }] of boxes) {
        this.node(id)?.set("size", { w: round(w), h: round(h) });
        this.node(id)?.set("position", { x: round(x), y: round(y) });
      }
      for (const [id, parent] of parents) setOrDelete(this.node(id), "parent", parent);
    });
  }

  setParam(id: string, name: string, value: Json): void {
    this.setParams([id], name, value);
  }

  /** The same value for several nodes at once. */
  setParams(ids: readonly string[], name: string, value: Json): void {
    this.run(`param:${ids.join()}:${name}`, () => {
      for (const id of ids) if (this.nodes.has(id)) this.child(id, "params")?.set(name, value);
    });
  }

  /** Different values of different nodes, as one step. */
  setEach(changes: readonly { id: string; name: string; value: Json }[]): void {
    this.run(null, () => {
      for (const { id, name, value } of changes) this.child(id, "params")?.set(name, value);
    });
  }

  /** What a preset or an earlier result sets, as one step. Words change only where they differ. */
  setFields(changes: ReadonlyMap<string, NodeChange>): void {
    if (changes.size === 0) return;
    this.run(null, () => {
      for (const [id, { params = {}, inputs, mode }] of changes) {
        if (!this.nodes.has(id)) continue;
        const held = this.child(id, "params");
        for (const [name, value] of Object.entries(params)) setParam(held, name, value);
        if (mode !== undefined) setOrDelete(this.node(id), "mode", mode);
        if (inputs) this.setInputs(id, inputs);
      }
    });
  }

  /** Makes a text parameter that some client stored as a plain string one that can be typed in. */
  shareText(id: string, name: string): void {
    this.run(null, () => {
      const params = this.child(id, "params");
      const value = params?.get(name);
      if (!params || value instanceof Y.Text) return;
      const words = typeof value === "string" ? value : "";
      params.set(name, new Y.Text(words));
      carryOver(params, name, words, (change) => this.run(null, change));
    });
  }

  /** A change of a shared text by its caller, as part of the step of typing there, in this part. */
  typeText(text: Y.Text, change: (text: Y.Text) => void, part = 0): void {
    const id = text._item?.id;
    this.run(`text:${id?.client ?? 0}:${id?.clock ?? 0}:${part}`, () => change(text));
  }

  /** Marks given to a shared text, as a step by themselves. */
  formatText(text: Y.Text, change: (text: Y.Text) => void): void {
    this.run(null, () => change(text));
  }

  /** An input takes one edge, the last; a port that takes `many` gets one more at its end. */
  connect(
    source: Source,
    target: string,
    port: string,
    many: boolean,
    { replaced, joined = false }: ConnectOptions = {},
  ): void {
    this.run(joined ? JOINED : null, () => {
      const inputs = this.child(target, "inputs");
      if (!inputs) return;
      if (replaced !== undefined) this.removeEdge(replaced);
      inputs.set(many ? nextKey(inputs, port) : port, { node: source.node, port: source.port });
    });
  }

  /** Puts a node in between the ends of an edge, as part of the drop that brought it there. */
  splice(id: string, { edge, input, output }: Splice): void {
    this.run(JOINED, () => {
      const inputs = this.child(edge.target, "inputs");
      if (!inputs?.has(edge.key) || !this.nodes.has(id)) return;
      this.child(id, "inputs")?.set(input, { node: edge.source, port: edge.sourcePort });
      inputs.set(edge.key, { node: id, port: output });
    });
  }

  /** Edges are named `TARGET:KEY`, as the projection names them. */
  disconnect(edges: Iterable<string>): void {
    this.run(null, () => {
      for (const edge of edges) this.removeEdge(edge);
    });
  }

  /** Deletes nodes with their edges; what lay in a deleted frame stays. */
  deleteNodes(ids: Iterable<string>): void {
    const gone = new Set(ids);
    this.run(null, () => {
      for (const id of gone) this.nodes.delete(id);
      for (const [id, node] of this.nodes) {
        if (!(node instanceof Y.Map)) continue;
        const parent: unknown = node.get("parent");
        if (typeof parent === "string" && gone.has(parent)) node.delete("parent");
        const inputs = this.child(id, "inputs");
        for (const [key, source] of inputs ? [...inputs] : []) {
          if (gone.has((source as Partial<Source>).node ?? "")) inputs?.delete(key);
        }
      }
    });
  }

  /** A frame's name is its parameter, as its spec says; any other item's is its own. */
  rename(id: string, title: string): void {
    const name = title.trim();
    this.run(null, () => {
      const node = this.node(id);
      if (node?.get("type") === "frame") this.child(id, "params")?.set("title", name);
      else setOrDelete(node, "title", name || null);
    });
  }

  setColor(ids: readonly string[], color: string | null): void {
    this.run(`color:${ids.join()}`, () => {
      for (const id of ids) setOrDelete(this.node(id), "color", color);
    });
  }

  /** Null goes back to what the node's spec says. */
  setMode(ids: Iterable<string>, mode: Mode | null): void {
    this.setModes(new Map([...ids].map((id) => [id, mode])));
  }

  setModes(modes: ReadonlyMap<string, Mode | null>): void {
    this.run(null, () => {
      for (const [id, mode] of modes) setOrDelete(this.node(id), "mode", mode);
    });
  }

  /** Above or below all others, keeping the order among themselves. */
  reorder(ids: readonly string[], end: "front" | "back"): void {
    const moved = new Set(ids);
    const rest = [...this.nodes.keys()].filter((id) => !moved.has(id)).map((id) => this.z(id));
    const edge =
      rest
        .filter(Boolean)
        .sort()
        .at(end === "front" ? -1 : 0) ?? null;
    const keys = (end === "front" ? keysAbove : keysBelow)(edge, ids.length);
    const sorted = [...ids].sort((a, b) => (this.z(a) < this.z(b) ? -1 : 1));
    this.run(null, () => sorted.forEach((id, i) => this.node(id)?.set("z", keys[i])));
  }

  /** The keys that say what lies over what. */
  setOrder(keys: ReadonlyMap<string, string>): void {
    if (keys.size === 0) return;
    this.run(null, () => keys.forEach((z, id) => this.node(id)?.set("z", z)));
  }

  setLocked(ids: Iterable<string>, locked: boolean): void {
    this.run(null, () => {
      for (const id of ids) setOrDelete(this.node(id), "locked", locked || null);
    });
  }

  /** What is seen of pictures, with the boxes they then have. */
  cutPictures(changes: readonly { id: string; cut: Cut; box: Box }[]): void {
    this.run(null, () => {
      for (const { id, cut, box } of changes) {
        const params = this.nodes.has(id) ? this.child(id, "params") : null;
        for (const [name, value] of Object.entries(paramsOf(cut))) setOrDelete(params, name, value);
        this.node(id)?.set("size", { w: round(box.w), h: round(box.h) });
        this.node(id)?.set("position", { x: round(box.x), y: round(box.y) });
      }
    });
  }

  setCollapsed(ids: Iterable<string>, collapsed: boolean): void {
    this.run(null, () => {
      for (const id of ids) setOrDelete(this.node(id), "collapsed", collapsed || null);
    });
  }

  setHidden(ids: Iterable<string>, hidden: boolean): void {
    this.run(null, () => {
      for (const id of ids) setOrDelete(this.node(id), "hidden", hidden || null);
    });
  }

  /** Null takes them out of the groups they are in. */
  setGroup(ids: Iterable<string>, group: string | null): void {
    this.run(null, () => {
      for (const id of ids) setOrDelete(this.node(id), "group", group);
    });
  }

  groupNodes(ids: Iterable<string>): void {
    this.setGroup(ids, this.options.id());
  }

  private run(step: string | null, change: () => void): void {
    if (step !== JOINED) this.options.undo.step(step);
    this.options.doc.transact(change, LOCAL);
    this.options.done();
  }

  private setInputs(id: string, inputs: Readonly<Record<string, Source>>): void {
    const held = this.child(id, "inputs");
    for (const key of [...(held?.keys() ?? [])]) if (!(key in inputs)) held?.delete(key);
    for (const [key, { node, port }] of Object.entries(inputs)) {
      const now = held?.get(key) as Partial<Source> | undefined;
      if (now?.node !== node || now.port !== port) held?.set(key, { node, port });
    }
  }

  private removeEdge(edge: string): void {
    const colon = edge.indexOf(":");
    this.child(edge.slice(0, colon), "inputs")?.delete(edge.slice(colon + 1));
  }

  private node(id: string): Y.Map<unknown> | null {
    const node = this.nodes.get(id);
    return node instanceof Y.Map ? node : null;
  }

  private child(id: string, name: "params" | "inputs"): Y.Map<unknown> | null {
    const node = this.node(id);
    const child = node?.get(name);
    if (child instanceof Y.Map) return child;
    return node?.set(name, new Y.Map()) ?? null;
  }

  private z(id: string): string {
    const z = this.node(id)?.get("z");
    return typeof z === "string" ? z : "";
  }

  private highest(): string | null {
    const keys = [...this.nodes.keys()].map((id) => this.z(id)).filter(Boolean);
    return keys.sort().at(-1) ?? null;
  }
}

/** Says that an edit belongs to the same gesture as the one before it. */
const JOINED = "joined";

/** What of a node is to be other; the inputs are all it then has, no mode is the spec's. */
export type NodeChange = {
  readonly params?: Readonly<Record<string, Json>>;
  readonly inputs?: Readonly<Record<string, Source>>;
  readonly mode?: Mode | null;
};

/** The ports of a node that the two halves of an edge go to. */
type Splice = { readonly edge: Edge; readonly input: string; readonly output: string };

export type ConnectOptions = {
  /** The edge that is taken away by this one. */
  readonly replaced?: string;
  readonly joined?: boolean;
};

export type MoveOptions = {
  readonly parents?: ReadonlyMap<string, string | null>;
  readonly step?: string | null;
  readonly joined?: boolean;
};

/** The key after the last of a port that takes many. */
function nextKey(inputs: Y.Map<unknown>, port: string): string {
  const last = [...inputs.keys()]
    .filter((key) => key.includes(":") && portOf(key) === port)
    .map((key) => key.slice(port.length + 1))
    .sort()
    .at(-1);
  return `${port}:${keysAbove(last ?? null, 1)[0] ?? ""}`;
}

function resolve(id: string, ids: readonly string[]): string {
  return id.startsWith("#") ? (ids[Number(id.slice(1))] ?? id) : id;
}

function setParam(params: Y.Map<unknown> | null, name: string, value: Json): void {
  const held = params?.get(name);
  if (!(held instanceof Y.Text) || typeof value !== "string") {
    setOrDelete(params, name, value);
    return;
  }
  const change = changeBetween(plain(held), value, value.length);
  if (!change) return;
  held.delete(change.index, change.remove);
  held.insert(change.index, change.insert);
}

/** An arrow's ends with the ids of what they stick to. */
function led(params: Readonly<Record<string, Json>>, ids: readonly string[]) {
  return mapValues(params, (value) =>
    isRecord(value) && typeof value.node === "string"
      ? { ...value, node: resolve(value.node, ids) }
      : value,
  );
}

function setOrDelete(map: Y.Map<unknown> | null, key: string, value: Json): void {
  if (value === null) map?.delete(key);
  else map?.set(key, value);
}

function mapValues<T, R>(record: Readonly<Record<string, T>>, change: (value: T) => R) {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}
