/** Drawing by hand and arrows: the pointer, the lines that grow, and what to draw with. */
import { useReactFlow, useStoreApi } from "@xyflow/react";
import { useEffect, useRef } from "react";
import { useSession } from "../../board/context";
import { isInkTool } from "../../board/ui";
import { readStroke, smoothPath } from "../../ink/stroke";
import { useSelect } from "../../store/use";
import type { EarlyInk } from "../earlyInk";
import { useStage } from "../stage";
import { InkBar } from "./InkBar";
import styles from "./InkLayer.module.css";
import { Inking } from "./inking";
import { Sheet } from "./sheet";

export default function InkLayer({ early }: { early: EarlyInk }) {
  const session = useSession();
  const stage = useStage();
  const flow = useReactFlow();
  const store = useStoreApi();
  const sheet = useRef<SVGSVGElement>(null);
  const isDrawing = useSelect(session.ui.tool, isInkTool);

  useEffect(() => {
    const root = store.getState().domNode;
    if (!root || !sheet.current) return undefined;
    const { presence } = session;
    const drawn = new Sheet(sheet.current);
    const inking = new Inking(session, stage, drawn, {
      root,
      toBoard: (client) => flow.screenToFlowPosition(client),
      panBy: (x, y) => void store.getState().panBy({ x, y }),
      zoom: () => flow.getZoom(),
    });
    const hear = (): void => {
      const seen = new Set<string>();
      for (const { client, drawing } of presence.others()) {
        if (!drawing) continue;
        seen.add(`of${client}`);
        drawn.show(`of${client}`, smoothPath(readStroke(drawing.path)), drawing);
      }
      drawn.hideOthers("of", seen);
    };
    const follow = (): void => drawn.view(store.getState().transform);
    const stop = [presence.subscribe("strokes", hear), store.subscribe(follow)];
    follow();
    hear();
    inking.replay(early.take());
    return () => {
      stop.forEach((end) => end());
      inking.dispose();
    };
  }, [session, stage, flow, store, early]);

  return (
    <>
      <svg ref={sheet} className={styles.sheet} aria-hidden />
      {isDrawing && session.canEdit && <InkBar />}
    </>
  );
}
