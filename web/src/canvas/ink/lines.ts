/**
 * A line from the press to the release: drawn by hand, or led from item to item. Shown as it grows,
 * also to the others, and put into the document once, as one step.
 */
import type { Session } from "../../board/session";
import { select } from "../../commands/actions";
import type { Point } from "../../doc/schema";
import { arrowFields, arrowPath, lineOf } from "../../ink/arrow";
import type { Ink } from "../../ink/ink";
import { boxOfPoints, smoothPath } from "../../ink/stroke";
import { simplified, writeStroke } from "../../ink/writing";
import { frameFor } from "../frames";
import { boxOf } from "../place";

/** How far, in pixels of the screen, a point may lie off the line and be left out. */
const TOLERANCE_PX = 0.7;
const SHORTEST_ARROW_PX = 8;
/** What others are told of a growing line is bounded, as awareness is. */
const MOST_TOLD = 4_000;
const BROADEST = 200;

export type Growing = {
  readonly move: (to: Point) => void;
  /** What is to be seen of it now. */
  readonly path: () => string;
  /** What others are told. */
  readonly told: () => string;
  readonly land: () => void;
};

/** Far away a line is broader on the board, so that it looks as it was chosen. */
export function inkAt({ color, width }: Ink, zoom: number): Ink {
  return { color, width: Math.min(BROADEST, Math.round(width / Math.min(1, zoom))) };
}

export function stroke(session: Session, ink: Ink, zoom: number, from: Point): Growing {
  const points: Point[] = [from];
  const fewer = (times = 1): Point[] => simplified(points, (times * TOLERANCE_PX) / zoom);
  return {
    move: (to) => void points.push(to),
    path: () => smoothPath(points),
    told: () => {
      let text = writeStroke(fewer(2), ORIGIN);
      for (let times = 4; text.length > MOST_TOLD && times < 4096; times *= 2) {
        text = writeStroke(fewer(times), ORIGIN);
      }
      return text.slice(0, MOST_TOLD);
    },
    land: () => {
      const kept = fewer();
      const { x, y, w, h } = boxOfPoints(kept);
      const { width, color } = ink;
      const position = { x: x - width / 2, y: y - width / 2 };
      const size = { w: w + width, h: h + width };
      const parent = frameFor(session.view, { ...position, ...size });
      const params = { path: writeStroke(kept, { x, y }), width };
      session.edits.addNode({ type: "drawing", position, size, params, color, parent });
    },
  };
}

/** `under` says what an end at a place sticks to. */
export function arrow(
  session: Session,
  ink: Ink,
  zoom: number,
  from: Point,
  under: (at: Point) => string | null,
): Growing {
  const start = under(from);
  let to = from;
  const fields = () => {
    const end = under(to);
    // Within one item it is free: from its middle to its middle there is nothing to see.
    const held = start === end ? {} : { from: start, to: end };
    return { held, ...arrowFields({ from, to }, held) };
  };
  const line = () => {
    const { position, size, ends } = fields();
    return lineOf({ position, size, params: ends }, (id) => boxOf(session, id));
  };
  return {
    move: (next) => {
      to = next;
    },
    path: () => arrowPath(line(), ink.width, "end"),
    told: () => writeStroke(Object.values(line()), ORIGIN),
    land: () => {
      if (Math.hypot(to.x - from.x, to.y - from.y) * zoom < SHORTEST_ARROW_PX) return;
      const { position, size, ends, held } = fields();
      const isFree = held.from == null && held.to == null;
      const parent = isFree ? frameFor(session.view, { ...position, ...size }) : null;
      const params = { ...ends, width: ink.width };
      const { color } = ink;
      const id = session.edits.addNode({ type: "arrow", position, size, params, color, parent });
      session.ui.tool.set("select");
      select(session, [id]);
    },
  };
}

const ORIGIN: Point = { x: 0, y: 0 };
