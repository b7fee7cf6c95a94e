/** Gives commands a hold of the canvas while it is mounted, and shows the whole board at first. */
import { useReactFlow, useStoreApi } from "@xyflow/react";
import { useEffect } from "react";
import { useSession } from "../board/context";
import type { Point } from "../doc/schema";
import { IMAGE_SIZE } from "../items/layout";
import { chooseFiles } from "./files";
import { freeMiddle } from "./place";
import { pointerAt } from "./pointer";
import { addPictures } from "./pictures";

const ZOOM_MS = 180;
/** Room for what floats over the canvas. */
const PADDING = { top: "84px", right: "56px", bottom: "72px", left: "84px" } as const;

export function useCanvasHandle(): void {
  const session = useSession();
  const flow = useReactFlow();
  const store = useStoreApi();

  useEffect(() => {
    const { ui } = session;
    const duration = matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : ZOOM_MS;
    const middle = (): Point => {
      const box = store.getState().domNode?.getBoundingClientRect();
      return flow.screenToFlowPosition({
        x: (box?.left ?? 0) + (box?.width ?? 0) / 2,
        y: (box?.top ?? 0) + (box?.height ?? 0) / 2,
      });
    };
    ui.canvas.set({
      zoomIn: () => void flow.zoomIn({ duration }),
      zoomOut: () => void flow.zoomOut({ duration }),
      zoomToActualSize: () => void flow.zoomTo(1, { duration }),
      fit: (ids) =>
        void flow.fitView({
          padding: PADDING,
          maxZoom: 1,
          duration,
          ...(ids ? { nodes: [...ids].map((id) => ({ id })) } : {}),
        }),
      middle,
      pointer: () => {
        const at = pointerAt.get();
        return at && flow.screenToFlowPosition(at);
      },
      toScreen: (point) => flow.flowToScreenPosition(point),
      chooseFiles: () =>
        void chooseFiles().then((files) => {
          return addPictures(session, files, freeMiddle(session, middle(), IMAGE_SIZE));
        }),
    });
    return () => ui.canvas.set(null);
  }, [session, flow, store]);

  useEffect(() => {
    const show = (): void => {
      if (session.view.order.length > 0) void flow.fitView({ padding: PADDING, maxZoom: 1 });
    };
    const { loaded } = session.link;
    if (loaded.get()) {
      show();
      return undefined;
    }
    const stop = loaded.subscribe(() => {
      stop();
      session.view.flush();
      // React Flow has the items one frame after the projection.
      requestAnimationFrame(() => requestAnimationFrame(show));
    });
    return stop;
  }, [session, flow]);
}
