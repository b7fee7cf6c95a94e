/** The dots of the canvas, thinned out as one zooms away so that they stay as far apart. */
import { Background, BackgroundVariant, useStore } from "@xyflow/react";

const STEP = 24;

export function Grid() {
  const gap = useStore(({ transform: [, , zoom] }) => {
    return STEP * 2 ** Math.max(0, Math.ceil(Math.log2(0.75 / zoom)));
  });
  return <Background variant={BackgroundVariant.Dots} gap={gap} size={(gap / STEP) * 1.5} />;
}
