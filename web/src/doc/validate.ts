/** Whether an edge may be: decided while it is dragged, and told in a sentence when it may not. */
import type { Port, PortType } from "../api/types";
import { t, type Text, text } from "../i18n/i18n";
import { inputPort, outputPort, type Catalog } from "./catalog";
import type { NodeItem, Source } from "./schema";

export type Target = { readonly node: string; readonly key: string };

/** Looks a node up; `Projection` is one. */
export type Nodes = { readonly node: (id: string) => NodeItem | undefined };

const WITH_ARTICLE: Record<PortType, Text> = {
  image: text("an image"),
  text: text("a text"),
  color: text("a color"),
  number: text("a number"),
  model: text("a model"),
  conditioning: text("an encoded prompt"),
  latent: text("a latent"),
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
  if (!source || !target) return t("This node is no longer on the board");
  const output = portIn(catalog, source, from.port, outputPort);
  const input = portIn(catalog, target, to.key, inputPort);
  if (typeof output === "string") return output;
  if (typeof input === "string") return input;
  if (from.node === to.node) return t("A node cannot feed itself");
  if (output.type !== input.type) {
    return t("{input} takes {wanted}, this is {found}", {
      input: input.title,
      wanted: t(WITH_ARTICLE[input.type]),
      found: t(WITH_ARTICLE[output.type]),
    });
  }
  return feeds(nodes, to.node, from.node) ? t("This would make a loop") : null;
}

function portIn(
  catalog: Catalog,
  item: NodeItem,
  name: string,
  find: typeof inputPort,
): Port | string {
  const spec = catalog.get(item.type);
  if (!spec) return t("This server does not know “{type}”", { type: item.type });
  return find(spec, name) ?? t("{title} has no port “{name}”", { title: spec.title, name });
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
