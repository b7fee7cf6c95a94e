/** What lies under the pointer and inside a marquee, where there are no elements to ask: pure. */
import type { Box } from "../doc/edits";
import type { Point } from "../doc/schema";
import { widthOf } from "../ink/ink";
import { pointsOf } from "../ink/shape";
import { distanceToStroke, strokeMeets } from "../ink/stroke";
import type { Piece, Scene } from "./scene";
import { distanceTo } from "./curve";
import { contains } from "./spatial";

/** On the screen, so that an edge or a title can be hit however far away one is. */
const FRAME_EDGE_PX = 5;
const WIRE_PX = 8;
const LINE_PX = 6;
const FRAME_TITLE_PX = 18;
const LETTER_PX = 6;
const TITLE_PAD_PX = 12;

/** The topmost item at a point; a frame counts where it is held: by its title and its edges. */
export function itemAt(
  scene: Pick<Scene, "within">,
  { x, y }: Point,
  zoom: number,
  titleOf: (piece: Piece) => string,
): string | null {
  const reach = FRAME_TITLE_PX / zoom;
  const area = { x: x - reach, y: y - reach, w: 2 * reach, h: 2 * reach };
  const under = scene.within(area).filter((piece) => {
    if (piece.kind === "frame") return isFrameHeld(piece.box, { x, y }, zoom, titleOf(piece));
    if (isInk(piece)) return isOnLine(piece, { x, y }, zoom);
    return isInside(piece.box, { x, y });
  });
  return under.at(-1)?.id ?? null;
}

/** The edge whose line passes nearest to a point, if one is within reach. */
export function wireAt(scene: Pick<Scene, "wiresWithin">, at: Point, zoom: number): string | null {
  let reach = WIRE_PX / zoom;
  let nearest: string | null = null;
  const around = { x: at.x - reach, y: at.y - reach, w: 2 * reach, h: 2 * reach };
  for (const { edge, curve } of scene.wiresWithin(around)) {
    const away = distanceTo(curve, at);
    if (away > reach) continue;
    reach = away;
    nearest = edge.id;
  }
  return nearest;
}

/** What a marquee selects: what it touches, frames that it holds whole, and nothing locked. */
export function itemsIn(scene: Pick<Scene, "within">, area: Box): string[] {
  return scene
    .within(area)
    .filter((piece) => !piece.item.locked && isTouched(piece, area))
    .map(({ id }) => id);
}

function isTouched(piece: Piece, area: Box): boolean {
  const { box, kind } = piece;
  if (kind === "frame") return contains(area, box);
  const inside = { ...area, x: area.x - box.x, y: area.y - box.y };
  return !isInk(piece) || strokeMeets(pointsOf(piece), inside);
}

export function isInk({ kind }: Piece): boolean {
  return kind === "drawing" || kind === "arrow";
}

function isOnLine(piece: Piece, { x, y }: Point, zoom: number): boolean {
  const { box, item } = piece;
  const reach = widthOf(item) / 2 + LINE_PX / zoom;
  return distanceToStroke(pointsOf(piece), { x: x - box.x, y: y - box.y }) <= reach;
}

export function boxBetween(a: Point, b: Point): Box {
  const [x, y] = [Math.min(a.x, b.x), Math.min(a.y, b.y)];
  return { x, y, w: Math.abs(a.x - b.x), h: Math.abs(a.y - b.y) };
}

function isFrameHeld(box: Box, at: Point, zoom: number, title: string): boolean {
  const edge = FRAME_EDGE_PX / zoom;
  const { x, y, w, h } = box;
  const outer = { x: x - edge, y: y - edge, w: w + 2 * edge, h: h + 2 * edge };
  const inner = { x: x + edge, y: y + edge, w: w - 2 * edge, h: h - 2 * edge };
  if (isInside(outer, at) && !isInside(inner, at)) return true;
  const height = FRAME_TITLE_PX / zoom;
  const width = Math.min(w, (title.length * LETTER_PX + TITLE_PAD_PX) / zoom);
  return isInside({ x, y: y - height, w: width, h: height }, at);
}

function isInside({ x, y, w, h }: Box, at: Point): boolean {
  return at.x >= x && at.x <= x + w && at.y >= y && at.y <= y + h;
}
