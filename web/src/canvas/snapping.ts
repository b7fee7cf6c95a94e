/**
 * Draws what is dragged to the items in view, and to the grid: what lies where is looked up once for
 * each drag, the geometry is in `arrange/snap`.
 */
import { around } from "../arrange/align";
import { snap } from "../arrange/snap";
import type { Session } from "../board/session";
import { NO_GUIDES, type Snap } from "../board/ui";
import type { Box } from "../doc/edits";
import type { Point } from "../doc/schema";
import { STEP } from "./Grid";
import type { Scene } from "./scene";

const REACH_PX = 6;

type View = {
  readonly scene: Scene;
  readonly seen: () => Box;
  readonly zoom: () => number;
  /** Whether this drag is to go where the pointer is. */
  readonly isFree: () => boolean;
};

/** What one drag moves, where it began, and what it may be drawn to. */
type Around = { readonly moving: Box; readonly others: readonly Box[] };

export function snapping({ ui }: Session, { scene, seen, zoom, isFree }: View): Snap {
  let now: Around | null = null;
  return (positions, by) => {
    const { items, grid } = ui.snapTo.get();
    if (ui.drag.get().size === 0) now = null;
    now ??= begin(scene, seen(), positions);
    if (now === null || isFree() || !(items || grid)) {
      ui.guides.set(NO_GUIDES);
      return { positions, by };
    }
    const { moving, others } = now;
    const found = snap({ ...moving, x: moving.x + by.x, y: moving.y + by.y }, items ? others : [], {
      reach: REACH_PX / zoom(),
      grid: grid ? STEP : null,
    });
    ui.guides.set(found.guides.length === 0 ? NO_GUIDES : found.guides);
    return { positions: shifted(positions, found.by), by: plus(by, found.by) };
  };
}

function begin(scene: Scene, seen: Box, dragged: ReadonlyMap<string, Point>): Around | null {
  scene.refresh();
  const boxes = [...dragged.keys()]
    .map((id) => scene.get(id)?.box)
    .filter((box) => box !== undefined);
  if (boxes.length === 0) return null;
  const others = scene.within(seen).filter(({ id }) => !dragged.has(id));
  return { moving: around(boxes), others: others.map(({ box }) => box) };
}

function shifted(positions: ReadonlyMap<string, Point>, by: Point): ReadonlyMap<string, Point> {
  if (by.x === 0 && by.y === 0) return positions;
  return new Map([...positions].map(([id, position]) => [id, plus(position, by)]));
}

function plus(a: Point, b: Point): Point {
  return { x: a.x + b.x, y: a.y + b.y };
}
