/** Moves the board while something is dragged to the edge of the screen. */
import type { Point } from "../doc/schema";

const EDGE_PX = 36;
const MOST_PX = 14;

/** How far the board goes in one frame for a pointer at a place between two edges: pure. */
export function pull(at: number, start: number, end: number): number {
  const before = Math.max(0, start + EDGE_PX - at);
  const after = Math.max(0, at - (end - EDGE_PX));
  const share = Math.min(1, Math.max(before, after) / EDGE_PX);
  return Math.round(MOST_PX * share) * (before > 0 ? 1 : -1) || 0;
}

/** Ends with the function it gives back. */
export function edgePan(
  root: HTMLElement,
  pointer: () => Point,
  panBy: (x: number, y: number) => void,
): () => void {
  const { left, right, top, bottom } = root.getBoundingClientRect();
  const step = (): void => {
    const { x, y } = pointer();
    const [dx, dy] = [pull(x, left, right), pull(y, top, bottom)];
    if (dx !== 0 || dy !== 0) panBy(dx, dy);
    frame = requestAnimationFrame(step);
  };
  let frame = requestAnimationFrame(step);
  return () => cancelAnimationFrame(frame);
}
