/** Builds the shared map of a new node; does not put it into a document. */
import * as Y from "yjs";
import { sharedText, type Op } from "./delta";
import { defaultsOf, textParamsOf, type Catalog } from "./catalog";
import type { Json, Mode, Point, Size, Source } from "./schema";

/** What a new node is made of; what is absent is left to the spec. */
export type NewNode = {
  readonly type: string;
  readonly position: Point;
  readonly size?: Size | null;
  readonly params?: Readonly<Record<string, Json>>;
  /** Texts among the parameters that have marks, with them. */
  readonly texts?: Readonly<Record<string, readonly Op[]>>;
  readonly inputs?: Readonly<Record<string, Source>>;
  readonly title?: string | null;
  readonly color?: string | null;
  readonly mode?: Mode | null;
  readonly collapsed?: true;
  readonly hidden?: true;
  readonly group?: string;
  readonly parent?: string | null;
};

export function makeNode(spec: NewNode, z: string, catalog: Catalog): Y.Map<unknown> {
  const known = catalog.get(spec.type);
  const texts = new Set(known ? textParamsOf(known) : spec.type === "note" ? ["text"] : []);
  const values = { ...(known ? defaultsOf(known) : {}), ...spec.params };
  const params = new Y.Map<unknown>();
  for (const name of texts) params.set(name, sharedText(values[name], spec.texts?.[name]));
  for (const [name, value] of Object.entries(values)) {
    if (!texts.has(name)) params.set(name, value);
  }
  const node = new Y.Map<unknown>();
  node.set("type", spec.type);
  node.set("position", { x: round(spec.position.x), y: round(spec.position.y) });
  node.set("z", z);
  node.set("params", params);
  node.set("inputs", new Y.Map(Object.entries(spec.inputs ?? {})));
  if (spec.size) node.set("size", { w: round(spec.size.w), h: round(spec.size.h) });
  if (spec.title) node.set("title", spec.title);
  if (spec.color) node.set("color", spec.color);
  if (spec.mode) node.set("mode", spec.mode);
  if (spec.collapsed) node.set("collapsed", true);
  if (spec.hidden) node.set("hidden", true);
  if (spec.group) node.set("group", spec.group);
  if (spec.parent) node.set("parent", spec.parent);
  return node;
}

/** Half pixels of canvas are noise in a document. */
export function round(value: number): number {
  return Math.round(value);
}
