/** A view that eases towards another: where its middle is, and how near it is. Pure. */
import type { Box } from "../doc/edits";

/** The middle of what is seen, on the board, and the zoom. */
export type Look = { readonly x: number; readonly y: number; readonly zoom: number };
export type Size = { readonly w: number; readonly h: number };

/** In this time two thirds of the way are gone. */
const EASE_MS = 90;
const NEAR_PX = 0.5;
const NEAR_ZOOM = 0.001;

/** All of `box`, as near as it fits. */
export function lookAt(box: Box, { w, h }: Size, least: number, most: number): Look {
  const zoom = Math.max(least, Math.min(most, w / box.w, h / box.h));
  return { x: box.x + box.w / 2, y: box.y + box.h / 2, zoom };
}

/** The look after `ms` on the way to `goal`. */
export function eased(look: Look, goal: Look, ms: number): Look {
  if (isThere(look, goal)) return goal;
  const share = 1 - Math.exp(-ms / EASE_MS);
  return {
    x: look.x + (goal.x - look.x) * share,
    y: look.y + (goal.y - look.y) * share,
    zoom: look.zoom * (goal.zoom / look.zoom) ** share,
  };
}

export function isThere(look: Look, goal: Look): boolean {
  const off = Math.hypot(look.x - goal.x, look.y - goal.y) * goal.zoom;
  return off < NEAR_PX && Math.abs(look.zoom / goal.zoom - 1) < NEAR_ZOOM;
}
