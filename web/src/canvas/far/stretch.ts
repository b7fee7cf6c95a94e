/**
 * Showing a view of the board by stretching what was drawn for another one: pure.
 *
 * A view is where the board's origin lies on the screen, and how large a unit of it is there.
 */
import type { Size } from "../../doc/schema";

export type View = { readonly x: number; readonly y: number; readonly zoom: number };

/** Stretched further it would be too blurred, and shrunk further too fine. */
const MOST = 2;
/** How much more is drawn than is seen while one zooms out, so that it reaches for a while. */
const WIDER = 0.7;
/** Of a pixel: what rounding may leave out at an edge. */
const TOLERANCE = 0.5;

/** The transform that shows `now` by what was drawn for `drawn`; null where that does not reach. */
export function stretch(drawn: View, now: View, { w, h }: Size): string | null {
  const by = now.zoom / drawn.zoom;
  const [left, top] = [now.x - drawn.x * by, now.y - drawn.y * by];
  const isCovered =
    left <= TOLERANCE &&
    top <= TOLERANCE &&
    left + w * by >= w - TOLERANCE &&
    top + h * by >= h - TOLERANCE;
  if (!isCovered || by > MOST) return null;
  return by === 1 && left === 0 && top === 0
    ? "none"
    : `translate(${left}px, ${top}px) scale(${by})`;
}

/** A view of more of the board, with the same middle. */
export function wider({ x, y, zoom }: View, { w, h }: Size): View {
  return {
    x: w / 2 + (x - w / 2) * WIDER,
    y: h / 2 + (y - h / 2) * WIDER,
    zoom: zoom * WIDER,
  };
}
