/** Dragging items: seen by others while it lasts, and put into the document on the drop. */
import type { NodeChange, NodePositionChange, ReactFlowProps } from "@xyflow/react";
import { useMemo } from "react";
import { useSession } from "../board/context";
import type { Session } from "../board/session";
import { NO_DRAG } from "../board/ui";
import type { Point } from "../doc/schema";
import type { ItemNode, WireEdge } from "./flow";
import { land } from "./move";

type Handlers = Pick<
  ReactFlowProps<ItemNode, WireEdge>,
  "onNodeDragStop" | "onSelectionDragStop" | "onNodeDrag" | "onNodeDragStart"
>;

/** Others get the end of a drag a little after the drop, which travels by another road. */
const DROP_HEAD_START_MS = 200;

export function useMoving(): Handlers {
  const session = useSession();
  return useMemo(() => {
    const drop = (): void => {
      const { ui, presence } = session;
      const positions = ui.drag.get();
      if (positions.size === 0) return;
      land(session, positions);
      ui.drag.set(NO_DRAG);
      setTimeout(() => {
        if (ui.drag.get().size === 0) presence.say({ dragging: null });
      }, DROP_HEAD_START_MS);
    };
    return { onNodeDragStop: drop, onSelectionDragStop: drop };
  }, [session]);
}

/** Take in what React Flow says of positions while items are dragged. */
export function drag(session: Session, changes: readonly NodeChange<ItemNode>[]): void {
  const moves = changes.filter(isMove);
  if (moves.length === 0) return;
  const { view, ui, presence } = session;
  const positions = new Map<string, Point>(ui.drag.get());
  let shift: Point = { x: 0, y: 0 };
  for (const { id, position } of moves) {
    const item = view.node(id);
    if (!item || !position) continue;
    positions.set(id, position);
    shift = { x: position.x - item.position.x, y: position.y - item.position.y };
    if (item.type === "frame") carry(session, id, shift, positions);
  }
  ui.drag.set(positions);
  presence.say({ dragging: { nodes: [...positions.keys()], dx: shift.x, dy: shift.y } });
}

/** What lies in a frame moves with it. */
function carry(session: Session, frame: string, by: Point, positions: Map<string, Point>): void {
  for (const child of session.view.childrenOf(frame)) {
    const { x, y } = child.position;
    positions.set(child.id, { x: x + by.x, y: y + by.y });
  }
}

function isMove(change: NodeChange<ItemNode>): change is NodePositionChange {
  return change.type === "position" && change.dragging === true && change.position !== undefined;
}
