/**
 * Where the pointer is, told to the others; a double click on the empty canvas opens search, and one
 * on an item seen from afar goes there.
 */
import { useReactFlow } from "@xyflow/react";
import { useMemo, type MouseEvent, type PointerEvent } from "react";
import { useSession } from "../board/context";
import { pointerAt, pressedAt } from "./pointer";

export function usePointer() {
  const session = useSession();
  const flow = useReactFlow();
  return useMemo(() => {
    const { presence, ui, canEdit } = session;
    return {
      onPointerDownCapture: (event: PointerEvent) => {
        pressedAt.set({ x: event.clientX, y: event.clientY });
      },
      onPointerMove: (event: PointerEvent) => {
        const client = { x: event.clientX, y: event.clientY };
        pointerAt.set(client);
        presence.say({ cursor: flow.screenToFlowPosition(client) });
      },
      onPointerLeave: () => {
        pointerAt.set(null);
        presence.say({ cursor: null });
      },
      onDoubleClick: (event: MouseEvent) => {
        const onPane =
          event.target instanceof Element && event.target.classList.contains("react-flow__pane");
        if (!onPane) return;
        const canvas = ui.canvas.get();
        const item = canvas?.itemAt({ x: event.clientX, y: event.clientY }) ?? null;
        if (item !== null) {
          canvas?.fit([item]);
          return;
        }
        if (!canEdit) return;
        const at = flow.screenToFlowPosition({ x: event.clientX, y: event.clientY });
        ui.search.set({ at, link: null });
      },
    };
  }, [session, flow]);
}
