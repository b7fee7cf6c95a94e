/** Lets the canvas follow whom this person follows. */
import { useReactFlow, useStoreApi } from "@xyflow/react";
import { useEffect } from "react";
import { useSession } from "../board/context";
import { MAX_ZOOM, MIN_ZOOM } from "../canvas/useCanvasHandle";
import { Pursuit } from "./pursuit";

export function useTogether(): void {
  const { presence, together } = useSession();
  const flow = useReactFlow();
  const store = useStoreApi();
  useEffect(() => {
    const pursuit = new Pursuit(presence, together, {
      transform: () => store.getState().transform,
      size: () => ({ w: store.getState().width, h: store.getState().height }),
      move: ([x, y, zoom]) => void flow.setViewport({ x, y, zoom }),
      zooms: { least: MIN_ZOOM, most: MAX_ZOOM },
      frame: (draw) => {
        const id = requestAnimationFrame(draw);
        return () => cancelAnimationFrame(id);
      },
      jumps: matchMedia("(prefers-reduced-motion: reduce)").matches,
    });
    let { transform, width, height } = store.getState();
    const looked = (): void => {
      const before = { transform, width, height };
      ({ transform, width, height } = store.getState());
      if (transform.some((part, i) => part !== before.transform[i])) pursuit.moved();
      else if (width !== before.width || height !== before.height) pursuit.update();
    };
    const stop = [
      together.following.subscribe(pursuit.update),
      presence.subscribe("viewports", pursuit.update),
      store.subscribe(looked),
    ];
    pursuit.update();
    return () => {
      stop.forEach((end) => end());
      pursuit.dispose();
    };
  }, [presence, together, flow, store]);
}
