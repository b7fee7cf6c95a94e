/** The lines a drag is drawn to, while it lasts. */
import { useReactFlow, ViewportPortal } from "@xyflow/react";
import { useEffect, type CSSProperties } from "react";
import type { Gap } from "../arrange/gaps";
import { useSession } from "../board/context";
import { useStore } from "../store/use";
import styles from "./Guides.module.css";
import { snapping } from "./snapping";
import { useStage } from "./stage";

export default function Guides() {
  const { ui } = useSession();
  const guides = useStore(ui.guides);
  const line = 1 / useReactFlow().getZoom();
  useSnapping();
  return (
    <ViewportPortal>
      {guides.map((guide) =>
        guide.kind === "gap" ? (
          <GapMark key={`gap${guide.axis}${guide.at}:${guide.from}`} gap={guide} line={line} />
        ) : (
          <span
            key={`${guide.axis}${guide.at}`}
            className={styles.guide}
            data-guide={guide.axis}
            style={
              guide.axis === "x"
                ? { left: guide.at, top: guide.from, width: line, height: guide.to - guide.from }
                : { left: guide.from, top: guide.at, width: guide.to - guide.from, height: line }
            }
          />
        ),
      )}
    </ViewportPortal>
  );
}

/** A gap as wide as another, between two ticks, with its width; `line` is a pixel of the screen. */
function GapMark({ gap, line }: { gap: Gap; line: number }) {
  const { axis, at, from, to } = gap;
  const tick = 7 * line;
  const across = axis === "x";
  const place = across
    ? { left: from, top: at - tick / 2, width: to - from, height: tick }
    : { left: at - tick / 2, top: from, width: tick, height: to - from };
  return (
    <span
      className={across ? styles.across : styles.down}
      data-gap={axis}
      style={{ ...place, "--line": `${line}px` } as CSSProperties}
    >
      <span className={styles.width} style={{ transform: `translate(-50%, -50%) scale(${line})` }}>
        {Math.round(to - from)}
      </span>
    </span>
  );
}

function useSnapping(): void {
  const session = useSession();
  const { scene, seen } = useStage();
  const flow = useReactFlow();
  useEffect(() => {
    let isFree = false;
    const heed = ({ ctrlKey, metaKey }: KeyboardEvent | PointerEvent): void => {
      isFree = ctrlKey || metaKey;
    };
    const types = ["pointermove", "keydown", "keyup"] as const;
    for (const type of types) window.addEventListener(type, heed, true);
    session.ui.snap.set(
      snapping(session, {
        scene,
        seen: () => seen.get(),
        zoom: () => flow.getZoom(),
        isFree: () => isFree,
      }),
    );
    return () => {
      for (const type of types) window.removeEventListener(type, heed, true);
      session.ui.snap.set(null);
    };
  }, [session, scene, seen, flow]);
}
