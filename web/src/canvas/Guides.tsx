/** The lines a drag is drawn to, while it lasts. */
import { useReactFlow, ViewportPortal } from "@xyflow/react";
import { useEffect } from "react";
import { useSession } from "../board/context";
import { useStore } from "../store/use";
import styles from "./Guides.module.css";
import { snapping } from "./snapping";
import { useStage } from "./stage";

export function Guides() {
  const { ui } = useSession();
  const guides = useStore(ui.guides);
  const line = 1 / useReactFlow().getZoom();
  useSnapping();
  return (
    <ViewportPortal>
      {guides.map(({ axis, at, from, to }) => (
        <span
          key={`${axis}${at}`}
          className={styles.guide}
          data-guide={axis}
          style={
            axis === "x"
              ? { left: at, top: from, width: line, height: to - from }
              : { left: from, top: at, width: to - from, height: line }
          }
        />
      ))}
    </ViewportPortal>
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
