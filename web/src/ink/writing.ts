/** A stroke on its way into the document: with fewer points, and as text. Pure. */
import type { Point } from "../doc/schema";
import { distanceToLine, TENTHS } from "./stroke";

/** Without the points that lie nearly on the line of the others (Ramer, Douglas, Peucker). */
export function simplified(points: readonly Point[], tolerance: number): Point[] {
  const kept = new Set([0, points.length - 1]);
  const spans: [number, number][] = [[0, points.length - 1]];
  for (let span = spans.pop(); span; span = spans.pop()) {
    const [first, last] = span;
    const [a, b] = [points[first], points[last]];
    let farthest = -1;
    let most = tolerance;
    for (let i = first + 1; i < last && a && b; i += 1) {
      const point = points[i];
      const away = point ? distanceToLine(a, b, point) : 0;
      if (away > most) [farthest, most] = [i, away];
    }
    if (farthest < 0) continue;
    kept.add(farthest);
    spans.push([first, farthest], [farthest, last]);
  }
  return points.filter((_, i) => kept.has(i));
}

/** Relative to `origin`. */
export function writeStroke(points: readonly Point[], origin: Point): string {
  let [x, y] = [0, 0];
  return points
    .map((point) => {
      const [nextX, nextY] = [
        Math.round((point.x - origin.x) * TENTHS),
        Math.round((point.y - origin.y) * TENTHS),
      ];
      const step = `${nextX - x},${nextY - y}`;
      [x, y] = [nextX, nextY];
      return step;
    })
    .join(" ");
}
