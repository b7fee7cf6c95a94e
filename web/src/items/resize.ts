/** The box a corner drag makes of another: pure. */
import type { Box } from "../doc/edits";
import type { Size } from "../doc/schema";

export const CORNERS = [
  { name: "upper left", sx: -1, sy: -1 },
  { name: "upper right", sx: 1, sy: -1 },
  { name: "lower left", sx: -1, sy: 1 },
  { name: "lower right", sx: 1, sy: 1 },
] as const;
export type Corner = (typeof CORNERS)[number];

export type Drag = { readonly dx: number; readonly dy: number };

/** The opposite corner stays; with `aspect` kept the larger of the two scales counts. */
export function resizeBox(
  start: Box,
  { sx, sy }: Corner,
  { dx, dy }: Drag,
  { keepAspect, least }: { keepAspect: boolean; least: Size },
): Box {
  let w = Math.max(least.w, start.w + sx * dx);
  let h = Math.max(least.h, start.h + sy * dy);
  if (keepAspect) {
    const scale = Math.max(w / start.w, h / start.h, least.w / start.w, least.h / start.h);
    w = start.w * scale;
    h = start.h * scale;
  }
  return {
    x: sx < 0 ? start.x + start.w - w : start.x,
    y: sy < 0 ? start.y + start.h - h : start.y,
    w,
    h,
  };
}
