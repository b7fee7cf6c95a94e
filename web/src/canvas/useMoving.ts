/** Dragging mounted items: what React Flow says of it, told on. */
import type { NodeChange, NodePositionChange, ReactFlowProps } from "@xyflow/react";
import { useMemo } from "react";
import { useSession } from "../board/context";
import type { Session } from "../board/session";
import type { Point } from "../doc/schema";
import { carry, drop } from "./drop";
import type { ItemNode, WireEdge } from "./flow";

type Handlers = Pick<
  ReactFlowProps<ItemNode, WireEdge>,
  "onNodeDragStop" | "onSelectionDragStop" | "onNodeDrag" | "onNodeDragStart"
>;

export function useMoving(): Handlers {
  const session = useSession();
  return useMemo(() => {
    const stop = ({ altKey }: { altKey: boolean }): void => drop(session, altKey);
    return { onNodeDragStop: stop, onSelectionDragStop: stop };
  }, [session]);
}

/** Take in what React Flow says of positions while items are dragged. */
export function drag(session: Session, changes: readonly NodeChange<ItemNode>[]): void {
  const moves = changes.filter(isMove);
  if (moves.length === 0) return;
  const { view, ui } = session;
  const positions = new Map<string, Point>(ui.drag.get());
  let by: Point = { x: 0, y: 0 };
  for (const { id, position } of moves) {
    const item = view.node(id);
    if (!item || !position) continue;
    positions.set(id, position);
    by = { x: position.x - item.position.x, y: position.y - item.position.y };
    if (item.type === "frame") takeAlong(session, id, by, positions);
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

function isMove(change: NodeChange<ItemNode>): change is NodePositionChange {
  return change.type === "position" && change.dragging === true && change.position !== undefined;
}
