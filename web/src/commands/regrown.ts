/** What made a picture, as nodes that can be added, laid out and told of: pure. */
import type { Graph, Remark } from "../api/graphs";
import { tidied } from "../arrange/tidy";
import { defaultsOf, type Catalog } from "../doc/catalog";
import { pixelsOf, readCut, turnSize } from "../doc/cut";
import type { NewNode } from "../doc/make";
import type { Size } from "../doc/schema";
import { nodesOf } from "../doc/template";
import { listed } from "../i18n/format";
import { t, tn } from "../i18n/i18n";
import { defaultSize, kindOf, layoutOf } from "../items/layout";

const LONGEST_SIDE = 240;

/** In layers from left to right, the first corner at the origin. */
export function regrown(graph: Graph, catalog: Catalog): NewNode[] {
  const nodes = nodesOf(graph.nodes).map((node) => ({ ...node, size: sizeOf(node, graph) }));
  const boxes = new Map(
    nodes.map((node, i) => [`#${i}`, { x: 0, y: 0, ...drawnSize(node, catalog) }]),
  );
  const links = nodes.flatMap(({ inputs = {} }, i) =>
    Object.values(inputs).map(({ node }) => ({ source: node, target: `#${i}` })),
  );
  const places = tidied(boxes, links);
  return nodes.map((node, i) => ({ ...node, position: places.get(`#${i}`) ?? node.position }));
}

/** Why the picture may not come out as it did, as sentences. */
export function remarksOf(remarks: readonly Remark[]): string[] {
  return remarks.map(({ code, names }) => {
    const said = { names: listed(names.map((name) => `“${name}”`)) };
    switch (code) {
      case "types_unknown":
        return t("This server does not know nodes of type {names}.", said);
      case "models_missing":
        return t("This server does not have the model {names}.", said);
      case "models_differ":
        return t(
          "What is called {names} here is another model than the one it was made with.",
          said,
        );
      case "works_otherwise":
        return t("{names} works otherwise here than when it was made.", said);
      case "pictures_missing":
        return tn(
          names.length,
          "A picture it reads is not to be had here: upload the same file to this board.",
          "{count} pictures it reads are not to be had here: upload the same files to this board.",
        );
      case "cut":
        return t("The file tells only of a part of it.");
    }
  });
}

/** Several lots of nodes as one, each naming its own by their places in all of them. */
export function together(lots: readonly (readonly NewNode[])[]): NewNode[] {
  const all: NewNode[] = [];
  for (const lot of lots) {
    const start = all.length;
    const moved = lot.map((node) => ({
      ...node,
      inputs: Object.fromEntries(
        Object.entries(node.inputs ?? {}).map(([key, source]) => [
          key,
          { ...source, node: `#${Number(source.node.slice(1)) + start}` },
        ]),
      ),
    }));
    all.push(...moved);
  }
  return all;
}

/** Of a picture that is here, in its own proportions; null is left to the type. */
function sizeOf({ type, params = {} }: NewNode, { pictures }: Graph): Size | null {
  const kind = kindOf(type);
  const picture = typeof params.asset === "string" ? pictures[params.asset] : undefined;
  if (kind === "card") return null;
  if (kind !== "image" || !picture) return defaultSize(kind);
  const cut = readCut(params);
  const part = pixelsOf(cut, { w: picture.width, h: picture.height });
  const { w, h } = turnSize(part, cut.turn);
  const scale = Math.min(1, LONGEST_SIDE / Math.max(w, h, 1));
  return { w: Math.max(1, Math.round(w * scale)), h: Math.max(1, Math.round(h * scale)) };
}

export function drawnSize(node: NewNode, catalog: Catalog): Size {
  const spec = catalog.get(node.type);
  const item = {
    id: "",
    type: node.type,
    position: node.position,
    size: node.size ?? null,
    z: "",
    parent: null,
    title: null,
    color: null,
    locked: false,
    mode: null,
    params: { ...(spec ? defaultsOf(spec) : {}), ...node.params },
    texts: {},
    inputs: node.inputs ?? {},
  };
  const { width, height } = layoutOf(catalog, { item, result: undefined, expanded: false });
  return { w: width, h: height };
}
