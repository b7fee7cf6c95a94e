/**
 * The dots of the canvas, thinned out as one zooms away so that they stay about as far apart.
 *
 * One sheet that is painted once for each zoom and only shifted while one pans: painting a pattern
 * over the whole screen in every frame costs more than the items on it.
 */
import { useStoreApi } from "@xyflow/react";
import { useEffect, useRef } from "react";

export const STEP = 24;

/** How far apart the dots are on the screen. */
export function gapAt(zoom: number): number {
  return STEP * 2 ** Math.max(0, Math.ceil(Math.log2(0.75 / zoom))) * zoom;
}

export function Grid() {
  const sheet = useRef<HTMLDivElement>(null);
  const store = useStoreApi();
  useEffect(() => {
    let last = 0;
    const follow = (): void => {
      const { style } = sheet.current ?? {};
      const [x, y, zoom] = store.getState().transform;
      if (!style) return;
      const gap = gapAt(zoom);
      if (zoom !== last) style.backgroundSize = `${gap}px ${gap}px`;
      last = zoom;
      style.transform = `translate(${shift(x, gap)}px, ${shift(y, gap)}px)`;
    };
    follow();
    return store.subscribe(follow);
  }, [store]);
  return <div ref={sheet} className="dots" aria-hidden />;
}

/** The sheet begins one gap outside of the screen. */
function shift(by: number, gap: number): number {
  return (((by - gap / 2) % gap) + gap) % gap;
}
