/**
 * Where an arrow begins and ends. Pure.
 *
 * An end is free, at a place counted from the arrow's own position, or sticks to an item: then it
 * points at that item's middle and stops at its edge. The place stays with it for when the item goes.
 */
import type { Box } from "../doc/edits";
import { isRecord } from "../doc/read";
import type { Json, NodeItem, Point } from "../doc/schema";

export type End = { readonly x: number; readonly y: number; readonly node?: string };
export type EndName = "from" | "to";
export type Line = { readonly from: Point; readonly to: Point };
type Placed = Pick<NodeItem, "params" | "position" | "size">;
type BoxOf = (id: string) => Box | null;

const GAP = 6;
const HEAD = 4;
const LEAST_HEAD = 10;

export function endOf({ params, size }: Omit<Placed, "position">, name: EndName): End {
  const value: Json | undefined = params[name];
  const fallback = name === "from" ? { x: 0, y: 0 } : { x: size?.w ?? 160, y: size?.h ?? 0 };
  if (!isRecord(value) || typeof value.x !== "number" || typeof value.y !== "number") {
    return fallback;
  }
  const { x, y, node } = value;
  return typeof node === "string" ? { x, y, node } : { x, y };
}

/** The items that an arrow sticks to. */
export function heldBy(item: NodeItem): string[] {
  if (item.type !== "arrow") return [];
  return [endOf(item, "from").node, endOf(item, "to").node].filter((id) => id !== undefined);
}

/** In places of the board. */
export function lineOf(item: Placed, boxOf: BoxOf, position: Point = item.position): Line {
  const [from, to] = [endOf(item, "from"), endOf(item, "to")];
  const [a, b] = [from, to].map((end) => (end.node === undefined ? null : boxOf(end.node)));
  const place = (end: End, box: Box | null | undefined): Point =>
    box ? middleOf(box) : { x: position.x + end.x, y: position.y + end.y };
  const [start, end] = [place(from, a), place(to, b)];
  return {
    from: a ? edgeTowards(a, end) : start,
    to: b ? edgeTowards(b, start) : end,
  };
}

export function boxOfLine({ from, to }: Line): Box {
  const [x, y] = [Math.min(from.x, to.x), Math.min(from.y, to.y)];
  return { x, y, w: Math.abs(from.x - to.x), h: Math.abs(from.y - to.y) };
}

/** What the document keeps of an arrow along a line, with what its ends stick to. */
export function arrowFields(
  line: Line,
  held: Readonly<Partial<Record<EndName, string | null | undefined>>>,
) {
  const { x, y, w, h } = boxOfLine(line);
  const position = { x: Math.round(x), y: Math.round(y) };
  const end = (name: EndName): End => {
    const at = {
      x: Math.round(line[name].x - position.x),
      y: Math.round(line[name].y - position.y),
    };
    const node = held[name];
    return typeof node === "string" ? { ...at, node } : at;
  };
  return {
    position,
    size: { w: Math.max(1, Math.round(w)), h: Math.max(1, Math.round(h)) },
    ends: { from: end("from"), to: end("to") },
  };
}

export type Heads = "end" | "both" | "none";

export function headsOf({ params }: NodeItem): Heads {
  return params.heads === "both" || params.heads === "none" ? params.heads : "end";
}

/** The line and its heads as one path for SVG and canvas alike. */
export function arrowPath({ from, to }: Line, width: number, heads: Heads): string {
  const at = ({ x, y }: Point): string => `${tidy(x)},${tidy(y)}`;
  const line = `M${at(from)} L${at(to)}`;
  const head = (tip: Point, tail: Point): string => {
    const angle = Math.atan2(tip.y - tail.y, tip.x - tail.x);
    const length = Math.min(
      Math.max(LEAST_HEAD, HEAD * width),
      Math.hypot(tip.x - tail.x, tip.y - tail.y) / 2,
    );
    const side = (turn: number): Point => ({
      x: tip.x - length * Math.cos(angle + turn),
      y: tip.y - length * Math.sin(angle + turn),
    });
    return ` M${at(side(0.5))} L${at(tip)} L${at(side(-0.5))}`;
  };
  const end = heads === "none" ? "" : head(to, from);
  return line + end + (heads === "both" ? head(from, to) : "");
}

function middleOf({ x, y, w, h }: Box): Point {
  return { x: x + w / 2, y: y + h / 2 };
}

/** Where the line from a box's middle leaves it, a little outside; the middle for a place inside. */
function edgeTowards(box: Box, towards: Point): Point {
  const middle = middleOf(box);
  const [dx, dy] = [towards.x - middle.x, towards.y - middle.y];
  const [across, down] = [box.w / 2 + GAP, box.h / 2 + GAP];
  const part = Math.min(
    dx === 0 ? Infinity : across / Math.abs(dx),
    dy === 0 ? Infinity : down / Math.abs(dy),
  );
  if (part >= 1) return middle;
  return { x: middle.x + dx * part, y: middle.y + dy * part };
}

function tidy(value: number): number {
  return Math.round(value * 100) / 100;
}
