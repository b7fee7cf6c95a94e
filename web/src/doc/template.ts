/** A template's nodes, plain values by id, as nodes that can be added: pure, and tolerant. */
import type { NewNode } from "./make";
import { readOps } from "./delta";
import { isRecord } from "./read";
import { MODES, type Json, type Point, type Size, type Source } from "./schema";

const CARD: Size = { w: 248, h: 320 };

/** In the order they lie over one another, naming each other by their places there. */
export function nodesOf(template: Readonly<Record<string, Json>>): NewNode[] {
  const items = Object.entries(template)
    .flatMap(([id, node]) =>
      isRecord(node) && typeof node.type === "string" ? [{ id, node, type: node.type }] : [],
    )
    .sort((one, other) => (zOf(one.node) < zOf(other.node) ? -1 : 1));
  const index = new Map(items.map(({ id }, i) => [id, `#${i}`]));
  return items.map(({ node, type }) => ({
    type,
    position: pointOf(node.position),
    size: sizeIn(node.size),
    params: paramsOf(node.params, index),
    inputs: inputsOf(node.inputs, index),
    ...textsOf(node.texts),
    title: textOf(node.title),
    color: textOf(node.color),
    mode: MODES.find((mode) => mode === node.mode) ?? null,
    parent: index.get(textOf(node.parent) ?? "") ?? null,
    ...(node.collapsed === true && { collapsed: true as const }),
    ...(typeof node.group === "string" && { group: node.group }),
  }));
}

export function sizeOf(nodes: readonly NewNode[]): Size {
  const xs = nodes.map(({ position }) => position.x);
  const ys = nodes.map(({ position }) => position.y);
  const right = nodes.map(({ position, size }) => position.x + (size ?? CARD).w);
  const bottom = nodes.map(({ position, size }) => position.y + (size ?? CARD).h);
  return { w: Math.max(...right) - Math.min(...xs), h: Math.max(...bottom) - Math.min(...ys) };
}

type Fields = Readonly<Record<string, unknown>>;

function zOf(node: Fields): string {
  return textOf(node.z) ?? "";
}

function textOf(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}

function numberOf(value: unknown): number {
  return typeof value === "number" && Number.isFinite(value) ? value : 0;
}

function pointOf(value: unknown): Point {
  return isRecord(value) ? { x: numberOf(value.x), y: numberOf(value.y) } : { x: 0, y: 0 };
}

function sizeIn(value: unknown): Size | null {
  if (!isRecord(value)) return null;
  const size = { w: numberOf(value.w), h: numberOf(value.h) };
  return size.w > 0 && size.h > 0 ? size : null;
}

/** What names another node, as an arrow's ends do, names it by its place, or is free of it. */
function paramsOf(value: unknown, index: ReadonlyMap<string, string>): Record<string, Json> {
  if (!isRecord(value)) return {};
  return Object.fromEntries(
    Object.entries(value).map(([name, param]) => {
      if (!isRecord(param) || typeof param.node !== "string") return [name, param as Json];
      const { node, ...free } = param;
      const place = index.get(node);
      return [name, (place === undefined ? free : { ...free, node: place }) as Json];
    }),
  );
}

/** Texts that have marks, with them. */
function textsOf(value: unknown): Pick<NewNode, "texts"> {
  if (!isRecord(value)) return {};
  const texts = Object.entries(value).flatMap(([name, runs]) => {
    const ops = readOps(runs);
    return ops ? [[name, ops] as const] : [];
  });
  return texts.length > 0 ? { texts: Object.fromEntries(texts) } : {};
}

function inputsOf(value: unknown, index: ReadonlyMap<string, string>): Record<string, Source> {
  if (!isRecord(value)) return {};
  const found: Record<string, Source> = {};
  for (const [key, source] of Object.entries(value)) {
    if (!isRecord(source) || typeof source.port !== "string") continue;
    const node = index.get(textOf(source.node) ?? "");
    if (node !== undefined) found[key] = { node, port: source.port };
  }
  return found;
}
