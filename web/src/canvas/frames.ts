/** Which frame a place belongs to: pure geometry over the projected items. */
import type { Projection } from "../doc/projection";
import type { Box } from "../doc/edits";
import type { NodeItem } from "../doc/schema";
import { heldBy } from "../ink/arrow";
import { FRAME_SIZE } from "../items/layout";
import { contains } from "./spatial";

/**
 * The frame that something at a place belongs to: the topmost that holds it whole, or the one it is
 * in already as long as its middle is.
 */
export function frameFor(view: Projection, box: Box, now: string | null = null): string | null {
  const frames = view.all().filter(({ type }) => type === "frame");
  const whole = frames.findLast((frame) => contains(boxOfFrame(frame), box));
  const held = frames.find(({ id }) => id === now);
  const middle = { x: box.x + box.w / 2, y: box.y + box.h / 2, w: 0, h: 0 };
  if (whole) return whole.id;
  return held && contains(boxOfFrame(held), middle) ? held.id : null;
}

function boxOfFrame({ position, size }: NodeItem): Box {
  return { ...position, ...(size ?? FRAME_SIZE) };
}

/** Ids with what lies in the frames among them: what moves when they move. */
export function withChildren(view: Projection, ids: Iterable<string>): Set<string> {
  const all = new Set(ids);
  for (const id of [...all]) {
    if (view.node(id)?.type !== "frame") continue;
    for (const child of view.childrenOf(id)) all.add(child.id);
  }
  return all;
}

/**
 * What moves when these are moved: with what lies in the frames among them, without what is locked or
 * follows what it sticks to.
 */
export function movable(view: Projection, ids: Iterable<string>): NodeItem[] {
  const free = [...ids].filter((id) => view.node(id)?.locked === false);
  return [...withChildren(view, free)]
    .map((id) => view.node(id))
    .filter((item) => item !== undefined)
    .filter((item) => !item.locked && heldBy(item).length === 0);
}
