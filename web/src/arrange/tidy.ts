/** Lays a graph out in layers from left to right, by dagre: what feeds a node lies left of it. */
import { Graph, layout } from "@dagrejs/dagre";
import type { Box } from "../doc/edits";
import type { Point } from "../doc/schema";
import { around } from "./align";

const GAP_X = 72;
const GAP_Y = 32;

type Link = { readonly source: string; readonly target: string };

/** What nothing joins to another stays; of the others the upper left corner does. */
export function tidied(all: ReadonlyMap<string, Box>, links: readonly Link[]): Map<string, Point> {
  const among = links.filter(
    ({ source, target }) => source !== target && all.has(source) && all.has(target),
  );
  const joined = new Set(among.flatMap(({ source, target }) => [source, target]));
  const boxes = new Map([...all].filter(([id]) => joined.has(id)));
  const graph = new Graph();
  graph.setGraph({ rankdir: "LR", nodesep: GAP_Y, ranksep: GAP_X });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const [id, { w, h }] of boxes) graph.setNode(id, { width: w, height: h });
  for (const { source, target } of among) graph.setEdge(source, target);
  layout(graph);
  const laid = new Map<string, Box>();
  for (const [id, { w, h }] of boxes) {
    const { x, y } = graph.node(id) as Point;
    laid.set(id, { x: x - w / 2, y: y - h / 2, w, h });
  }
  const [before, after] = [around(boxes.values()), around(laid.values())];
  const places = new Map<string, Point>();
  for (const [id, { x, y }] of laid) {
    places.set(id, { x: x - after.x + before.x, y: y - after.y + before.y });
  }
  return places;
}
