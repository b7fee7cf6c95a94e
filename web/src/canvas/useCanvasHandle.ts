/** Gives commands a hold of the canvas while it is mounted, and shows the whole board at first. */
import { useReactFlow, useStoreApi } from "@xyflow/react";
import { useEffect } from "react";
import { useSession } from "../board/context";
import type { Point } from "../doc/schema";
import { chooseFiles } from "./files";
import { pointerAt } from "./pointer";
import { addPictures } from "./pictures";
import { measureCovers, uncovered } from "./seen";

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
    const screen = (): DOMRect => {
      return store.getState().domNode?.getBoundingClientRect() ?? new DOMRect();
    };
    const middle = (): Point => {
      const { x, y, width, height } = screen();
      return flow.screenToFlowPosition({ x: x + width / 2, y: y + height / 2 });
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
      seen: () => {
        const { x, y, width: w, height: h } = screen();
        const box = uncovered({ x, y, w, h }, measureCovers({ x, y, w, h }));
        const { zoom } = flow.getViewport();
        return { ...flow.screenToFlowPosition(box), w: box.w / zoom, h: box.h / zoom };
      },
      toScreen: (point) => flow.flowToScreenPosition(point),
      chooseFiles: () =>
        void chooseFiles().then((files) => {
          return addPictures(session, files, middle(), { near: true });
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
