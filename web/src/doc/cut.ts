/**
 * What of a picture is shown and how it is turned: the same rule as the renderer's `nodes/cut`. Pure.
 *
 * A crop is in parts of the picture as it is stored; the turn comes after it.
 */
import { TURNS, type Cut, type Json, type Point, type Size } from "./schema";

type Box = Point & Size;

/** Sums of parts may be a little more than the whole. */
const MOST = 1 + 1e-6;
const ALL: Box = { x: 0, y: 0, w: 1, h: 1 };
export const WHOLE: Cut = { crop: ALL, turn: 0 };

/** From a picture's parameters or from an output; what cannot be is as if it were not there. */
export function readCut(fields: Readonly<Record<string, unknown>>): Cut {
  const turn = TURNS.find((known) => known === fields.turn) ?? 0;
  const crop = readCrop(fields.crop) ?? ALL;
  return turn === 0 && crop === ALL ? WHOLE : { crop, turn };
}

/** The parameters that say it; null takes one away. */
export function paramsOf({ crop, turn }: Cut): Readonly<Record<"crop" | "turn", Json>> {
  const isAll = crop.x <= 0 && crop.y <= 0 && crop.w >= 1 && crop.h >= 1;
  return { crop: isAll ? null : { ...crop }, turn: turn === 0 ? null : turn };
}

export function isWhole(cut: Cut): boolean {
  return cut === WHOLE;
}

function readCrop(value: unknown): Box | null {
  if (typeof value !== "object" || value === null) return null;
  const { x, y, w, h } = value as Record<string, unknown>;
  const sides = [x, y, w, h];
  if (!sides.every((side) => typeof side === "number" && Number.isFinite(side))) return null;
  const box = { x, y, w, h } as Box;
  const isInside = Math.min(box.x, box.y) >= 0 && Math.max(box.x + box.w, box.y + box.h) <= MOST;
  return isInside && box.w > 0 && box.h > 0 ? box : null;
}

/** A part of a picture where it is once the picture is turned; turned back with `360 - turn`. */
export function turnRect({ x, y, w, h }: Box, turn: number): Box {
  switch (turn % 360) {
    case 90:
      return { x: 1 - y - h, y: x, w: h, h: w };
    case 180:
      return { x: 1 - x - w, y: 1 - y - h, w, h };
    case 270:
      return { x: y, y: 1 - x - w, w: h, h: w };
    default:
      return { x, y, w, h };
  }
}

export function turnSize({ w, h }: Size, turn: number): Size {
  return turn % 180 === 0 ? { w, h } : { w: h, h: w };
}

/** Where the whole turned picture would lie of which a box shows a part. */
export function wholeBox({ crop, turn }: Cut, { x, y, w, h }: Box): Box {
  const seen = turnRect(crop, turn);
  const [width, height] = [w / seen.w, h / seen.h];
  return { x: x - seen.x * width, y: y - seen.y * height, w: width, h: height };
}

/** How wide the whole picture, not turned, would be where a box shows a part of it. */
export function wholeWidth(cut: Cut, size: Size): number {
  return turnSize(size, cut.turn).w / cut.crop.w;
}

/** The pixels of a picture that a crop keeps: whole ones, and at least one, as the renderer takes. */
export function pixelsOf({ crop }: Cut, natural: Size): Box {
  const [x, w] = span(crop.x, crop.w, natural.w);
  const [y, h] = span(crop.y, crop.h, natural.h);
  return { x, y, w, h };
}

function span(start: number, length: number, pixels: number): [number, number] {
  const first = Math.min(Math.round(start * pixels), pixels - 1);
  const end = Math.min(Math.round((start + length) * pixels), pixels);
  return [first, Math.max(1, end - first)];
}

/** The pixels of a picture that fill a box: the middle of its part, where the shapes differ. */
export function pixelsFor({ crop, turn }: Cut, natural: Size, box: Size): Box {
  const part = {
    x: crop.x * natural.w,
    y: crop.y * natural.h,
    w: crop.w * natural.w,
    h: crop.h * natural.h,
  };
  const target = turnSize(box, turn);
  const fill = Math.max(target.w / part.w, target.h / part.h);
  const [w, h] = [target.w / fill, target.h / fill];
  return { x: part.x + (part.w - w) / 2, y: part.y + (part.h - h) / 2, w, h };
}

/** A quarter more or less, and the box that it then has around the same middle. */
export function turned(cut: Cut, box: Box, by: 90 | 270): { cut: Cut; box: Box } {
  const turn = ((cut.turn + by) % 360) as Cut["turn"];
  const { w, h } = turnSize(box, 90);
  const around = { x: box.x + (box.w - w) / 2, y: box.y + (box.h - h) / 2, w, h };
  return { cut: { crop: cut.crop, turn }, box: around };
}

/** The whole picture upright, where it would lie of which the box shows a part. */
export function restored(cut: Cut, box: Box): { cut: Cut; box: Box } {
  const size = turnSize(box, cut.turn);
  const upright = {
    x: box.x + (box.w - size.w) / 2,
    y: box.y + (box.h - size.h) / 2,
    ...size,
  };
  return { cut: WHOLE, box: wholeBox({ crop: cut.crop, turn: 0 }, upright) };
}
