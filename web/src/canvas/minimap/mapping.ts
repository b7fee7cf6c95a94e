/** Between the board and the minimap: pure. */
import type { Box } from "../../doc/edits";
import type { Point, Size } from "../../doc/schema";
import { grown } from "../spatial";

/** How the board lies on the minimap, in its own pixels. */
export type Mapping = { readonly zoom: number; readonly origin: Point };

const MARGIN = 0.04;

/** All of a board in the middle, as large as it fits. */
export function mappingOf(bounds: Box, { w, h }: Size): Mapping {
  const all = grown(bounds, Math.max(bounds.w, bounds.h, 1) * MARGIN);
  const zoom = Math.min(w / all.w, h / all.h);
  return {
    zoom,
    origin: {
      x: (w - all.w * zoom) / 2 - all.x * zoom,
      y: (h - all.h * zoom) / 2 - all.y * zoom,
    },
  };
}

export function onMap({ zoom, origin }: Mapping, { x, y, w, h }: Box): Box {
  return { x: x * zoom + origin.x, y: y * zoom + origin.y, w: w * zoom, h: h * zoom };
}

export function onBoard({ zoom, origin }: Mapping, { x, y }: Point): Point {
  return { x: (x - origin.x) / zoom, y: (y - origin.y) / zoom };
}

/** The part of a box that can be seen on the map, so that one far away still shows at its edge. */
export function clipped({ x, y, w, h }: Box, size: Size, inset: number): Box {
  const clamp = (value: number, most: number): number =>
    Math.max(inset, Math.min(most - inset, value));
  const [left, top] = [clamp(x, size.w - 4), clamp(y, size.h - 4)];
  const [right, bottom] = [clamp(x + w, size.w), clamp(y + h, size.h)];
  return { x: left, y: top, w: Math.max(3, right - left), h: Math.max(3, bottom - top) };
}
