/** The line of an edge, as React Flow draws it, for what we draw ourselves: pure. */
import type { Box } from "../doc/edits";
import type { Edge, Point } from "../doc/schema";
import type { Layout } from "../items/layout";

/** A cubic curve: its ends and what they are pulled to. */
export type Curve = {
  readonly from: Point;
  readonly pullFrom: Point;
  readonly pullTo: Point;
  readonly to: Point;
};

const CURVATURE = 0.25;
const PIECES = 24;

export type Placed = { readonly layout: Layout; readonly position: Point };

/** Null when one of its ports is not there. */
export function curveOf(edge: Edge, source: Placed, target: Placed): Curve | null {
  const from = portAt(source, "output", edge.sourcePort);
  const to = portAt(target, "input", edge.port);
  return from && to && curveBetween(from, to);
}

export function curveBetween(from: Point, to: Point): Curve {
  const pull = to.x >= from.x ? (to.x - from.x) / 2 : CURVATURE * 25 * Math.sqrt(from.x - to.x);
  return {
    from,
    pullFrom: { x: from.x + pull, y: from.y },
    pullTo: { x: to.x - pull, y: to.y },
    to,
  };
}

/** A box that the curve does not leave. */
export function boxOfCurve({ from, pullFrom, pullTo, to }: Curve): Box {
  const x = Math.min(from.x, pullTo.x, to.x);
  const y = Math.min(from.y, to.y);
  return { x, y, w: Math.max(from.x, pullFrom.x, to.x) - x, h: Math.max(from.y, to.y) - y };
}

/** From a point to the nearest of the straight pieces that the curve is taken as. */
export function distanceTo({ from, pullFrom, pullTo, to }: Curve, at: Point): number {
  let nearest = Infinity;
  let before = from;
  for (let i = 1; i <= PIECES; i += 1) {
    const t = i / PIECES;
    const along = (axis: "x" | "y"): number =>
      (1 - t) ** 3 * from[axis] +
      3 * (1 - t) ** 2 * t * pullFrom[axis] +
      3 * (1 - t) * t ** 2 * pullTo[axis] +
      t ** 3 * to[axis];
    const next = { x: along("x"), y: along("y") };
    nearest = Math.min(nearest, distanceToLine(before, next, at));
    before = next;
  }
  return nearest;
}

function distanceToLine(a: Point, b: Point, at: Point): number {
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const length = dx * dx + dy * dy;
  const part = length === 0 ? 0 : ((at.x - a.x) * dx + (at.y - a.y) * dy) / length;
  const t = Math.min(1, Math.max(0, part));
  return Math.hypot(at.x - a.x - t * dx, at.y - a.y - t * dy);
}

export function pathOf({ from, pullFrom, pullTo, to }: Curve): string {
  return `M${from.x},${from.y} C${pullFrom.x},${pullFrom.y} ${pullTo.x},${pullTo.y} ${to.x},${to.y}`;
}

function portAt({ layout, position }: Placed, side: "input" | "output", name: string) {
  const place = layout.ports.find((found) => found.side === side && found.port.name === name);
  return place ? { x: position.x + place.x, y: position.y + place.y } : null;
}
