/**
 * A press on the canvas itself and what comes of it: a marquee, from afar a click on an item or a
 * drag of some. Items that are mounted are React Flow's to press.
 *
 * Moves by hand: nothing that React draws is drawn for a marquee but what it selects.
 */
import { NO_IDS } from "../board/ui";
import type { Session } from "../board/session";
import { select } from "../commands/actions";
import { withMates } from "../doc/groups";
import type { Point } from "../doc/schema";
import { carry, drop, letGo } from "./drop";
import { movable } from "./frames";
import { boxBetween, itemsIn } from "./hit";
import type { Scene } from "./scene";

/** What a press may come to while the pointer goes on. */
export type Press = {
  readonly move: (to: Point) => void;
  /** With Alt, what is dragged is copied. */
  readonly end: (isAlt?: boolean) => void;
  readonly cancel: () => void;
};

export type Marquee = {
  readonly show: (from: Point, to: Point) => void;
  readonly hide: () => void;
};

/** Selects what it touches; with Shift it adds to what was selected. */
export function marquee(
  { ui, view }: Session,
  scene: Scene,
  frame: Marquee,
  from: Point,
  adds: boolean,
): Press {
  const before = ui.selection.get();
  const base = adds ? before : NO_IDS;
  const choose = (next: ReadonlySet<string>): void => {
    const now = ui.selection.get();
    if (next.size === now.size && [...next].every((id) => now.has(id))) return;
    ui.selection.set(next);
  };
  ui.edgeSelection.set(NO_IDS);
  return {
    move: (to) => {
      frame.show(from, to);
      const touched = itemsIn(scene, boxBetween(from, to));
      choose(new Set([...base, ...withMates(view, touched)]));
    },
    end: () => frame.hide(),
    cancel: () => {
      frame.hide();
      choose(before);
    },
  };
}

/** Drags the selection by one of its items; one outside of it is selected first. */
export function dragging(session: Session, id: string, from: Point, adds: boolean): Press {
  const { ui, view } = session;
  const selection = ui.selection.get();
  const whole = withMates(view, [id]);
  if (!selection.has(id)) select(session, adds ? [...selection, ...whole] : whole);
  const starts = new Map<string, Point>();
  for (const item of movable(view, ui.selection.get())) starts.set(item.id, item.position);
  return {
    move: (to) => {
      const by = { x: to.x - from.x, y: to.y - from.y };
      const positions = new Map<string, Point>();
      for (const [moved, { x, y }] of starts) positions.set(moved, { x: x + by.x, y: y + by.y });
      if (positions.size > 0) carry(session, positions, by);
    },
    end: (isAlt) => drop(session, isAlt),
    cancel: () => letGo(session),
  };
}

/** A click on an edge, where it is only drawn. */
export function clickWire({ ui }: Session, edge: string, adds: boolean): void {
  const before = ui.edgeSelection.get();
  if (!adds) ui.selection.set(NO_IDS);
  ui.edgeSelection.set(new Set(adds ? [...before, edge] : [edge]));
}

/** A click selects; with Shift it adds or takes away; on nothing it selects nothing. */
export function click(session: Session, id: string | null, adds: boolean): void {
  const selection = session.ui.selection.get();
  if (id === null) {
    if (!adds) select(session, []);
    return;
  }
  const whole = withMates(session.view, [id]);
  if (!adds) select(session, whole);
  else if (selection.has(id))
    select(
      session,
      [...selection].filter((other) => !whole.has(other)),
    );
  else select(session, [...selection, ...whole]);
}
