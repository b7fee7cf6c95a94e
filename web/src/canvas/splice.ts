/** A node let go on an edge comes in between: when its ports fit, and nothing is at them yet. */
import type { Session } from "../board/session";
import { fitting, inputPort, outputPort } from "../doc/catalog";
import type { Edge, NodeItem, Point } from "../doc/schema";
import { kindOf, layoutOf } from "../items/layout";
import { curveOf, distanceTo, type Placed } from "./curve";

/** So near the middle of the node has to be, in units of the canvas. */
const REACH = 40;
/** No card is larger: edges whose ends are further off are passed over without a closer look. */
const LARGEST = 900;

export type Splice = { readonly edge: Edge; readonly input: string; readonly output: string };

/** What the drop of one node there would mean; null when it is only a move. */
export function spliceAt(session: Session, positions: ReadonlyMap<string, Point>): Splice | null {
  const [id, ...others] = positions.keys();
  const item = id === undefined || others.length > 0 ? undefined : session.view.node(id);
  if (!item || kindOf(item.type) !== "card" || isConnected(session, item)) return null;
  const position = positions.get(item.id) ?? item.position;
  const { layout } = placed(session, item);
  const at = { x: position.x + layout.width / 2, y: position.y + layout.height / 2 };
  let nearest: Splice | null = null;
  let reach = REACH;
  for (const edge of session.view.edges) {
    const distance = distanceOf(session, edge, at);
    const found = distance < reach ? portsFor(session, item, edge) : null;
    if (!found) continue;
    reach = distance;
    nearest = { edge, ...found };
  }
  return nearest;
}

function isConnected({ view }: Session, { id, inputs }: NodeItem): boolean {
  return Object.keys(inputs).length > 0 || view.edges.some(({ source }) => source === id);
}

function distanceOf(session: Session, edge: Edge, at: Point): number {
  const [source, target] = [session.view.node(edge.source), session.view.node(edge.target)];
  if (!source || !target) return Infinity;
  const isFar = (axis: "x" | "y"): boolean =>
    at[axis] < Math.min(source.position[axis], target.position[axis]) - LARGEST ||
    at[axis] > Math.max(source.position[axis], target.position[axis]) + LARGEST;
  if (isFar("x") || isFar("y")) return Infinity;
  const curve = curveOf(edge, placed(session, source), placed(session, target));
  return curve ? distanceTo(curve, at) : Infinity;
}

function placed({ catalog, view, ui }: Session, item: NodeItem): Placed {
  const expanded = ui.expanded.get().has(item.id);
  const layout = layoutOf(catalog, { item, result: view.result(item.id), expanded });
  return { layout, position: item.position };
}

/** The node's ports that the two halves of the edge would go to. */
function portsFor(
  { catalog, view }: Session,
  item: NodeItem,
  edge: Edge,
): { input: string; output: string } | null {
  const [source, target, spec] = [view.node(edge.source), view.node(edge.target), item].map(
    (each) => each && catalog.get(each.type),
  );
  const given = source && outputPort(source, edge.sourcePort);
  const taken = target && inputPort(target, edge.key);
  if (!spec || !given || !taken) return null;
  const input = fitting(spec, given, "input");
  const output = fitting(spec, taken, "output");
  if (!input || !output) return null;
  return { input: input.many ? `${input.name}:a0` : input.name, output: output.name };
}
