/** Which port an edge dropped on an item's body means: pure, over the projected items. */
import type { Port } from "../api/types";
import { inputPortsOf, type Catalog } from "../doc/catalog";
import { portOf, type Source } from "../doc/schema";
import { canConnect, type Nodes, type Target } from "../doc/validate";

/** The first input that fits and is free; the one that fits although it is taken, if it is alone. */
export function inputFor(
  nodes: Nodes,
  catalog: Catalog,
  source: Source,
  node: string,
): Port | null {
  const item = nodes.node(node);
  const spec = item && catalog.get(item.type);
  if (!spec) return null;
  const fits = inputPortsOf(spec, item).filter(
    ({ name }) => canConnect(nodes, catalog, source, { node, key: name }) === null,
  );
  const taken = new Set(Object.keys(item.inputs).map(portOf));
  const free = fits.find((port) => port.many || !taken.has(port.name));
  return free ?? (fits.length === 1 ? (fits[0] ?? null) : null);
}

/** The first output that fits. */
export function outputFor(
  nodes: Nodes,
  catalog: Catalog,
  target: Target,
  node: string,
): Port | null {
  const item = nodes.node(node);
  const outputs = (item && catalog.get(item.type)?.outputs) ?? [];
  const fits = ({ name }: Port): boolean =>
    canConnect(nodes, catalog, { node, port: name }, target) === null;
  return outputs.find(fits) ?? null;
}
