/** What glides from where it was seen to where it is, between the places that come in: pure. */
import type { Point } from "../doc/schema";

/** The time it takes to get there: about two messages, so that it seldom stands still between. */
export const GLIDE_MS = 70;

export class Glide {
  private from: Point;
  private since = -Infinity;

  constructor(private to: Point) {
    this.from = to;
  }

  get target(): Point {
    return this.to;
  }

  aim(to: Point, now: number): void {
    if (to.x === this.to.x && to.y === this.to.y) return;
    this.from = this.at(now);
    this.to = to;
    this.since = now;
  }

  at(now: number): Point {
    const share = Math.max(0, Math.min(1, (now - this.since) / GLIDE_MS));
    const { from, to } = this;
    if (share === 1) return to;
    return { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share };
  }

  isMoving(now: number): boolean {
    return now - this.since < GLIDE_MS;
  }
}
