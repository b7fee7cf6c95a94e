/** Whether an edge may be: decided while it is dragged, and told in a sentence when it may not. */
import type { Port, PortType } from "../api/types";
import { inputPort, outputPort, type Catalog } from "./catalog";
import type { NodeItem, Source } from "./schema";

export type Target = { readonly node: string; readonly key: string };

/** Looks a node up; `Projection` is one. */
export type Nodes = { readonly node: (id: string) => NodeItem | undefined };

const WITH_ARTICLE: Record<PortType, string> = {
  image: "an image",
  text: "a text",
  color: "a color",
  number: "a number",
};

/** Why the edge cannot be, or null when it can. */
export function canConnect(
  nodes: Nodes,
  catalog: Catalog,
  from: Source,
  to: Target,
): string | null {
  const source = nodes.node(from.node);
  const target = nodes.node(to.node);
  if (!source || !target) return "This node is no longer on the board";
  const output = portIn(catalog, source, from.port, outputPort);
  const input = portIn(catalog, target, to.key, inputPort);
  if (typeof output === "string") return output;
  if (typeof input === "string") return input;
  if (from.node === to.node) return "A node cannot feed itself";
  if (output.type !== input.type) {
    return `${input.title} takes ${WITH_ARTICLE[input.type]}, this is ${WITH_ARTICLE[output.type]}`;
  }
  return feeds(nodes, to.node, from.node) ? "This would make a loop" : null;
}

function portIn(
  catalog: Catalog,
  item: NodeItem,
  name: string,
  find: typeof inputPort,
): Port | string {
  const spec = catalog.get(item.type);
  if (!spec) return `This server does not know “${item.type}”`;
  return find(spec, name) ?? `${spec.title} has no port “${name}”`;
}

/** Whether anything that leaves `ancestor` reaches `node`. */
export function feeds(nodes: Nodes, ancestor: string, node: string): boolean {
  const seen = new Set<string>();
  const left = [node];
  for (let id = left.pop(); id !== undefined; id = left.pop()) {
    if (id === ancestor) return true;
    if (seen.has(id)) continue;
    seen.add(id);
    for (const source of Object.values(nodes.node(id)?.inputs ?? {})) left.push(source.node);
  }
  return false;
}
