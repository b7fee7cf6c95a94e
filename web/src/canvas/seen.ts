/**
 * Which part of the canvas can be seen: what floats over it is measured, by the edge it stands at.
 *
 * Panels say their edge in `data-covers`; one that stands across the screen covers the edge that it
 * is nearest to.
 */
import type { Box } from "../doc/edits";

export type Edge = "top" | "right" | "bottom" | "left";
export type Cover = { readonly edge: Edge; readonly box: Box };

const MARGIN = 12;
/** The inspector opens with the item that is added, as wide as this. */
const PANEL_ROOM = 296;
/** Below this width, as in its stylesheet, it is a bar at the foot instead. */
const NARROW_PX = 720;
const BAR_ROOM = 108;

export function measureCovers(screen: Box): Cover[] {
  return [...document.querySelectorAll<HTMLElement>("[data-covers]")].map((element) => {
    const { x, y, width: w, height: h } = element.getBoundingClientRect();
    const across = element.dataset.covers === "right" && w > screen.w / 2;
    return { edge: across ? "bottom" : (element.dataset.covers as Edge), box: { x, y, w, h } };
  });
}

/** The area between what covers it, with room for the inspector that comes with a new item. */
export function uncovered(screen: Box, covers: readonly Cover[]): Box {
  const narrow = screen.w < NARROW_PX;
  let left = screen.x;
  let top = screen.y;
  let right = screen.x + screen.w - (narrow ? 0 : PANEL_ROOM);
  let bottom = screen.y + screen.h - (narrow ? BAR_ROOM : 0);
  for (const { edge, box } of covers) {
    if (edge === "left") left = Math.max(left, box.x + box.w);
    if (edge === "top") top = Math.max(top, box.y + box.h);
    if (edge === "right") right = Math.min(right, box.x);
    if (edge === "bottom") bottom = Math.min(bottom, box.y);
  }
  const [x, y] = [left + MARGIN, top + MARGIN];
  return { x, y, w: Math.max(0, right - MARGIN - x), h: Math.max(0, bottom - MARGIN - y) };
}
