/** Dragging mounted items: what React Flow says of it, told on. */
import {
  useReactFlow,
  type NodeChange,
  type NodePositionChange,
  type ReactFlowProps,
} from "@xyflow/react";
import { useMemo } from "react";
import { useSession } from "../board/context";
import type { Session } from "../board/session";
import type { Ui } from "../board/ui";
import type { Point } from "../doc/schema";
import { carry, drop } from "./drop";
import { movable } from "./frames";
import type { ItemNode, WireEdge } from "./flow";
import { pointerAt, pressedAt } from "./pointer";

type Handlers = Pick<
  ReactFlowProps<ItemNode, WireEdge>,
  "onNodeDragStart" | "onSelectionDragStart" | "onNodeDragStop" | "onSelectionDragStop"
>;

const HERE: Point = { x: 0, y: 0 };
/** How far the hand had gone before React Flow took it for a drag, which leaves that out. */
const lags = new WeakMap<Ui, Point>();

export function useMoving(): Handlers {
  const session = useSession();
  const flow = useReactFlow();
  return useMemo(() => {
    const start = (): void => {
      const pressed = pressedAt.get();
      const { x, y } = pointerAt.get() ?? pressed;
      const zoom = flow.getZoom();
      lags.set(session.ui, { x: (x - pressed.x) / zoom, y: (y - pressed.y) / zoom });
    };
    const stop = ({ altKey }: { altKey: boolean }): void => drop(session, altKey);
    return {
      onNodeDragStart: start,
      onSelectionDragStart: start,
      onNodeDragStop: stop,
      onSelectionDragStop: stop,
    };
  }, [session, flow]);
}

/** Take in what React Flow says of positions while items are dragged. */
export function drag(session: Session, changes: readonly NodeChange<ItemNode>[]): void {
  const moves = changes.filter(isMove);
  if (moves.length === 0) return;
  const { view, ui } = session;
  const positions = new Map<string, Point>(ui.drag.get());
  const lag = lags.get(ui) ?? HERE;
  let by = HERE;
  for (const { id, position: told } of moves) {
    const item = view.node(id);
    if (!item || !told) continue;
    const position = { x: told.x + lag.x, y: told.y + lag.y };
    positions.set(id, position);
    by = { x: position.x - item.position.x, y: position.y - item.position.y };
    if (item.type === "frame") takeAlong(session, id, by, positions);
    else if (item.group !== undefined) takeGroup(session, item.group, by, positions);
  }
  carry(session, positions, by);
}

/** What lies in a frame moves with it, unless it is locked. */
function takeAlong(
  session: Session,
  frame: string,
  by: Point,
  positions: Map<string, Point>,
): void {
  for (const child of session.view.childrenOf(frame)) {
    if (child.locked) continue;
    const { x, y } = child.position;
    positions.set(child.id, { x: x + by.x, y: y + by.y });
  }
}

/** React Flow learns a moment later that the others of a group are selected with the one it drags. */
function takeGroup(
  { view, ui }: Session,
  group: string,
  by: Point,
  positions: Map<string, Point>,
): void {
  const mates = [...ui.selection.get()].filter((id) => view.node(id)?.group === group);
  for (const { id, position } of movable(view, mates)) {
    positions.set(id, { x: position.x + by.x, y: position.y + by.y });
  }
}

function isMove(change: NodeChange<ItemNode>): change is NodePositionChange {
  return change.type === "position" && change.dragging === true && change.position !== undefined;
}
