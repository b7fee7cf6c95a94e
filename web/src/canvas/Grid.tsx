/**
 * The dots of the canvas, thinned out as one zooms away so that they stay about as far apart.
 *
 * One sheet that is painted where a zoom rests, and only shifted and stretched while one moves: painting a pattern
 * over the whole screen in every frame costs more than the items on it.
 */
import { useStoreApi } from "@xyflow/react";
import { useEffect, useRef } from "react";

export const STEP = 24;
/** While one zooms the sheet is stretched; it is painted anew at rest, or when stretched further. */
const MOST = 1.6;
const REST_MS = 110;
/** As in the stylesheet. */
const MARGIN = 96;

/** How far apart the dots are on the screen. */
export function gapAt(zoom: number): number {
  return STEP * 2 ** Math.max(0, Math.ceil(Math.log2(0.75 / zoom))) * zoom;
}

export function Grid() {
  const sheet = useRef<HTMLDivElement>(null);
  const store = useStoreApi();
  useEffect(() => {
    let [painted, zoom] = [0, 0];
    let timer: ReturnType<typeof setTimeout> | undefined;
    const paint = (): void => follow(true);
    const follow = (isAtRest: boolean): void => {
      const { style } = sheet.current ?? {};
      const [x, y, now] = store.getState().transform;
      if (!style) return;
      const gap = gapAt(now);
      if (now !== zoom) {
        clearTimeout(timer);
        timer = setTimeout(paint, REST_MS);
      }
      zoom = now;
      if (isAtRest || gap / painted > MOST || painted / gap > MOST) {
        if (gap !== painted) style.backgroundSize = `${gap}px ${gap}px`;
        painted = gap;
      }
      const scale = gap / painted;
      style.transform = `translate(${shift(x, gap)}px, ${shift(y, gap)}px) scale(${scale})`;
    };
    follow(true);
    const stop = store.subscribe(() => follow(false));
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [store]);
  return <div ref={sheet} className="dots" aria-hidden />;
}

/** A dot lies in the middle of its tile, and the sheet begins outside of the screen. */
function shift(by: number, gap: number): number {
  return (((by + MARGIN - gap / 2) % gap) + gap) % gap;
}
