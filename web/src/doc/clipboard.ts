/**
 * Nodes as text that can be pasted: plain values, with edges and frames among them by index.
 *
 * Knows nothing of the browser's clipboard.
 */
import { deltaOf, readOps, type Op } from "./delta";
import type { NewNode } from "./make";
import { isRecord } from "./read";
import type { NodeItem, Point, Source } from "./schema";

export const CLIPBOARD_TYPE = "application/x-atelier-nodes";

export type Clip = { readonly board: string; readonly nodes: readonly NewNode[] };

/** `keepSources` keeps edges that come from outside the copied nodes, as a duplicate does. */
export function copyNodes(
  items: readonly NodeItem[],
  { keepSources = false }: { keepSources?: boolean } = {},
): NewNode[] {
  const index = new Map(items.map((item, i) => [item.id, `#${i}`]));
  return items.map((item) => {
    const parent = item.parent === null ? null : (index.get(item.parent) ?? null);
    const { type, position, size, title, color, mode } = item;
    const params = type === "arrow" ? endsAmong(item.params, index) : item.params;
    const texts = markedTexts(item);
    const inputs = inputsAmong(item.inputs, index, keepSources);
    const copy = { type, position, size, params, title, color, mode, parent, inputs };
    const kept = {
      ...copy,
      ...(item.collapsed && { collapsed: item.collapsed }),
      ...(item.hidden && { hidden: item.hidden }),
      ...(item.group !== undefined && { group: item.group }),
    };
    return texts ? { ...kept, texts } : kept;
  });
}

/** An arrow sticks to what is copied with it, and is free of the rest. */
function endsAmong(params: NodeItem["params"], index: ReadonlyMap<string, string>) {
  const ends = Object.entries(params).map(([name, value]) => {
    if (!isRecord(value) || typeof value.node !== "string") return [name, value] as const;
    const { node, ...free } = value;
    const place = index.get(node);
    return [name, place === undefined ? free : { ...free, node: place }] as const;
  });
  return Object.fromEntries(ends) as NodeItem["params"];
}

function markedTexts({ texts }: NodeItem): Record<string, Op[]> | null {
  const marked = Object.entries(texts).flatMap(([name, text]) => {
    const delta = deltaOf(text);
    return delta ? [[name, delta] as const] : [];
  });
  return marked.length > 0 ? Object.fromEntries(marked) : null;
}

function inputsAmong(
  inputs: NodeItem["inputs"],
  index: ReadonlyMap<string, string>,
  keepSources: boolean,
): Record<string, Source> {
  const kept: Record<string, Source> = {};
  for (const [key, source] of Object.entries(inputs)) {
    const node = index.get(source.node) ?? (keepSources ? source.node : null);
    if (node !== null) kept[key] = { node, port: source.port };
  }
  return kept;
}

/** The same nodes with their middle at a point. */
export function placeAt(nodes: readonly NewNode[], middle: Point): NewNode[] {
  const xs = nodes.map((node) => node.position.x);
  const ys = nodes.map((node) => node.position.y);
  const right = nodes.map((node) => node.position.x + (node.size?.w ?? 240));
  const bottom = nodes.map((node) => node.position.y + (node.size?.h ?? 240));
  const dx = middle.x - (Math.min(...xs) + Math.max(...right)) / 2;
  const dy = middle.y - (Math.min(...ys) + Math.max(...bottom)) / 2;
  return shift(nodes, dx, dy);
}

export function shift(nodes: readonly NewNode[], dx: number, dy: number): NewNode[] {
  return nodes.map((node) => ({
    ...node,
    position: { x: node.position.x + dx, y: node.position.y + dy },
  }));
}

export function parseClip(text: string): Clip | null {
  try {
    const value: unknown = JSON.parse(text);
    if (!isRecord(value) || typeof value.board !== "string" || !Array.isArray(value.nodes)) {
      return null;
    }
    return value.nodes.every(isNode) ? (value as Clip) : null;
  } catch {
    return null; // Not ours.
  }
}

/** A page may have put anything there. */
function isNode(value: unknown): boolean {
  if (!isRecord(value) || typeof value.type !== "string" || !isRecord(value.position)) return false;
  const { texts = {} } = value;
  if (!isRecord(texts) || !Object.values(texts).every(readOps)) return false;
  return Number.isFinite(value.position.x) && Number.isFinite(value.position.y);
}

/** What other programs paste: the words of notes, the values of swatches. */
export function plainOf({ nodes }: Clip): string {
  const words = nodes.map(({ type, params, title }) => {
    const value = type === "swatch" ? params?.color : params?.text;
    return typeof value === "string" ? value : (title ?? "");
  });
  return words.filter((word) => word !== "").join("\n\n");
}

/** The same with the nodes in an attribute, for browsers that pass on no type of ours. */
export function htmlOf(clip: Clip): string {
  const words = plainOf(clip).replace(/[&<>]/g, (sign) => `&#${sign.charCodeAt(0)};`);
  return `<pre data-atelier-nodes="${encodeURIComponent(JSON.stringify(clip))}">${words}</pre>`;
}

export function clipInHtml(html: string): Clip | null {
  const found = /data-atelier-nodes="([^"]*)"/.exec(html)?.[1];
  if (found === undefined) return null;
  try {
    return parseClip(decodeURIComponent(found));
  } catch {
    return null; // Cut off on its way.
  }
}
