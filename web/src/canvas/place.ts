/** Finds room on the board for something that was not put anywhere in particular. */
import type { Session } from "../board/session";
import { defaultsOf } from "../doc/catalog";
import type { Box } from "../doc/edits";
import type { NodeItem, Point, Size } from "../doc/schema";
import { boxOfLine, lineOf } from "../ink/arrow";
import { defaultSize, kindOf, layoutOf } from "../items/layout";

const GAP = 24;
/** However far out one has zoomed, no more places than this squared are looked at. */
const PLACES_ACROSS = 48;

/** The middle of the free place nearest to a point for an item of a type, where it can be seen. */
export function roomFor(session: Session, type: string, at: Point): Point {
  return roomForSize(session, sizeOfNew(session, type), at, type === "frame");
}

export function roomForSize(session: Session, size: Size, at: Point, clearOfFrames = false): Point {
  const taken = session.view
    .all()
    .filter((item) => clearOfFrames || item.type !== "frame")
    .map((item): Box => boxOf(session, item.id) ?? { ...item.position, ...size });
  const seen = session.ui.canvas.get()?.seen() ?? null;
  return freeMiddle(taken, seen, at, size);
}

/** Pure: nearest to the point first, inside the area that is seen; where it is full, one over another. */
export function freeMiddle(taken: readonly Box[], seen: Box | null, at: Point, size: Size): Point {
  const area = middlesWithin(seen ?? around(at, size), size);
  for (const middle of nearestFirst(area, at)) {
    const box = boxAround(middle, size);
    if (!taken.some((other) => overlap(box, other))) return middle;
  }
  return unstacked(taken, boxAround(clampTo(area, at), size), size);
}

/** How large a new item of a type will be. */
export function sizeOfNew({ catalog }: Session, type: string): Size {
  const spec = catalog.get(type);
  if (!spec || kindOf(type) !== "card") return defaultSize(kindOf(type));
  const item: NodeItem = {
    id: "",
    type,
    position: { x: 0, y: 0 },
    size: null,
    z: "",
    parent: null,
    title: null,
    color: null,
    locked: false,
    mode: null,
    params: defaultsOf(spec),
    texts: {},
    inputs: {},
  };
  const { width, height } = layoutOf(catalog, { item, result: undefined, expanded: false });
  return { w: width, h: height };
}

/** An item's place and size as it is drawn. */
export function boxOf(session: Session, id: string): Box | null {
  const { view, catalog, ui } = session;
  const item = view.node(id);
  if (!item) return null;
  if (item.type === "arrow") return boxOfLine(lineOf(item, (held) => boxOf(session, held)));
  const expanded = ui.expanded.get().has(id);
  const { width, height } = layoutOf(catalog, { item, result: view.result(id), expanded });
  return { ...item.position, w: width, h: height };
}

/** How far to move things so that none lies exactly where another one does. */
export function stepAside(taken: readonly Point[], placed: readonly Point[]): number {
  let by = 0;
  while (placed.some((a) => taken.some((b) => isSame({ x: a.x + by, y: a.y + by }, b)))) by += GAP;
  return by;
}

function isSame(a: Point, b: Point): boolean {
  return Math.abs(a.x - b.x) < 1 && Math.abs(a.y - b.y) < 1;
}

function unstacked(taken: readonly Box[], box: Box, size: Size): Point {
  const by = stepAside(taken, [box]);
  return { x: box.x + by + size.w / 2, y: box.y + by + size.h / 2 };
}

function boxAround({ x, y }: Point, { w, h }: Size): Box {
  return { x: x - w / 2, y: y - h / 2, w, h };
}

/** Where nothing is known of the screen: a few items' room in every direction. */
function around(at: Point, { w, h }: Size): Box {
  return boxAround(at, { w: 7 * (w + GAP), h: 7 * (h + GAP) });
}

/** Where the middle of something may be that lies inside an area; its own middle when too large. */
function middlesWithin(area: Box, { w, h }: Size): Box {
  const [freeW, freeH] = [Math.max(0, area.w - w), Math.max(0, area.h - h)];
  return { x: area.x + (area.w - freeW) / 2, y: area.y + (area.h - freeH) / 2, w: freeW, h: freeH };
}

function clampTo({ x, y, w, h }: Box, at: Point): Point {
  return { x: Math.min(x + w, Math.max(x, at.x)), y: Math.min(y + h, Math.max(y, at.y)) };
}

function nearestFirst(area: Box, at: Point): Point[] {
  const step = Math.max(GAP, Math.max(area.w, area.h) / PLACES_ACROSS);
  const start = clampTo(area, at);
  const points: Point[] = [];
  for (
    let x = start.x - Math.floor((start.x - area.x) / step) * step;
    x <= area.x + area.w;
    x += step
  ) {
    for (
      let y = start.y - Math.floor((start.y - area.y) / step) * step;
      y <= area.y + area.h;
      y += step
    ) {
      points.push({ x, y });
    }
  }
  const far = (point: Point): number => Math.hypot(point.x - at.x, point.y - at.y);
  return points.sort((a, b) => far(a) - far(b));
}

function overlap(a: Box, b: Box): boolean {
  return (
    a.x < b.x + b.w + GAP / 2 &&
    b.x < a.x + a.w + GAP / 2 &&
    a.y < b.y + b.h + GAP / 2 &&
    b.y < a.y + a.h + GAP / 2
  );
}
