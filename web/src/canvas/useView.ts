/** Follows where one looks: which layer shows the board, and what the others are told of it. */
import { useStoreApi } from "@xyflow/react";
import { useEffect } from "react";
import { useSession } from "../board/context";
import type { Stage } from "./stage";

/** A pan has ended once nothing moved for so long. */
const PAN_ENDS_MS = 160;
/** Where others look is not what one watches: it need not be told at the rate of a cursor. */
const TELL_MS = 200;

export function useView(stage: Stage): void {
  const { presence } = useSession();
  const store = useStoreApi();

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | null = null;
    let panning: ReturnType<typeof setTimeout> | undefined;
    let lastZoom = 0;
    const pans = (isPanning: boolean): void => {
      clearTimeout(panning);
      store.getState().domNode?.classList.toggle("panning", isPanning);
      if (isPanning) panning = setTimeout(pans, PAN_ENDS_MS, false);
    };
    const tell = (): void => {
      timer = null;
      presence.say({ viewport: stage.seen.get() });
    };
    const follow = (): void => {
      const { transform, width, height } = store.getState();
      const [x, y, zoom] = transform;
      const { x: left, y: top, w } = stage.seen.get();
      const seen = { x: -x / zoom, y: -y / zoom, w: width / zoom, h: height / zoom };
      if (seen.x === left && seen.y === top && seen.w === w) return;
      stage.seen.set(seen);
      stage.layers.zoomed(zoom);
      pans(zoom === lastZoom);
      lastZoom = zoom;
      timer ??= setTimeout(tell, TELL_MS);
    };
    follow();
    const stop = store.subscribe(follow);
    return () => {
      stop();
      clearTimeout(panning);
      if (timer !== null) clearTimeout(timer);
    };
  }, [stage, store, presence]);
}
