/**
 * A stroke drawn by hand: its points as the document keeps them, fewer of them, and the smooth curve
 * through them. Pure.
 *
 * Kept as text, in tenths of a unit: the first point, then the way from each to the next.
 */
import type { Box } from "../doc/edits";
import type { Point } from "../doc/schema";

export const TENTHS = 10;
/** What another client may have written is not followed further than this. */
const MOST_POINTS = 20_000;
/** The greater, the straighter between the points. */
const BEND = 8;

/** Empty for what is no stroke. */
export function readStroke(text: unknown): Point[] {
  if (typeof text !== "string") return [];
  const points: Point[] = [];
  let [x, y] = [0, 0];
  for (const [, dx, dy] of text.matchAll(/(-?\d{1,7}),(-?\d{1,7})/g)) {
    x += Number(dx);
    y += Number(dy);
    points.push({ x: x / TENTHS, y: y / TENTHS });
    if (points.length >= MOST_POINTS) break;
  }
  return points;
}

export function boxOfPoints(points: readonly Point[]): Box {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { x, y } of points) {
    [left, top] = [Math.min(left, x), Math.min(top, y)];
    [right, bottom] = [Math.max(right, x), Math.max(bottom, y)];
  }
  return points.length === 0
    ? { x: 0, y: 0, w: 0, h: 0 }
    : { x: left, y: top, w: right - left, h: bottom - top };
}

/** The points moved and stretched so that a line of a width through them fills a box. */
export function fitted(points: readonly Point[], { w, h }: Box, width: number): Point[] {
  const { x: left, y: top, w: across, h: down } = boxOfPoints(points);
  const [roomX, roomY] = [Math.max(0, w - width), Math.max(0, h - width)];
  const stretch = (at: number, extent: number, room: number): number =>
    width / 2 + (extent > 0 ? (at / extent) * room : room / 2);
  return points.map(({ x, y }) => ({
    x: stretch(x - left, across, roomX),
    y: stretch(y - top, down, roomY),
  }));
}

/** A path for SVG and canvas alike, smooth through all points (Catmull and Rom). A point is a dot. */
export function smoothPath(points: readonly Point[]): string {
  const [first] = points;
  if (!first) return "";
  const at = (x: number, y: number): string => `${tidy(x)},${tidy(y)}`;
  let path = `M${at(first.x, first.y)}`;
  if (points.length < 2) return `${path} L${at(first.x, first.y)}`;
  for (let i = 1; i < points.length; i += 1) {
    const [a, b] = [points[i - 1] ?? first, points[i] ?? first];
    const [before, after] = [points[i - 2] ?? a, points[i + 1] ?? b];
    const out = at(a.x + (b.x - before.x) / BEND, a.y + (b.y - before.y) / BEND);
    const into = at(b.x - (after.x - a.x) / BEND, b.y - (after.y - a.y) / BEND);
    path += ` C${out} ${into} ${at(b.x, b.y)}`;
  }
  return path;
}

/** From a point to the nearest of the lines between the points. */
export function distanceToStroke(points: readonly Point[], at: Point): number {
  let nearest = Infinity;
  points.forEach((point, i) => {
    nearest = Math.min(nearest, distanceToLine(points[i - 1] ?? point, point, at));
  });
  return nearest;
}

/** Whether any of the lines between the points comes into an area. */
export function strokeMeets(points: readonly Point[], area: Box): boolean {
  return points.some((point, i) => lineMeets(points[i - 1] ?? point, point, area));
}

/** Liang and Barsky: the part of the line that is inside, side by side of the area. */
function lineMeets(a: Point, b: Point, { x, y, w, h }: Box): boolean {
  let [from, to] = [0, 1];
  const sides = [
    [a.x - b.x, a.x - x],
    [b.x - a.x, x + w - a.x],
    [a.y - b.y, a.y - y],
    [b.y - a.y, y + h - a.y],
  ] as const;
  for (const [way, room] of sides) {
    if (way === 0 && room < 0) return false;
    if (way < 0) from = Math.max(from, room / way);
    if (way > 0) to = Math.min(to, room / way);
  }
  return from <= to;
}

export function distanceToLine(a: Point, b: Point, at: Point): number {
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const length = dx * dx + dy * dy;
  const part = length === 0 ? 0 : ((at.x - a.x) * dx + (at.y - a.y) * dy) / length;
  const t = Math.min(1, Math.max(0, part));
  return Math.hypot(at.x - a.x - t * dx, at.y - a.y - t * dy);
}

function tidy(value: number): number {
  return Math.round(value * 100) / 100;
}
