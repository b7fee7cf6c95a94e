/** The whole board in a corner: where one is, and a way to somewhere else. */
import { useCallback, useEffect, useRef, useSyncExternalStore, type PointerEvent } from "react";
import { useSession } from "../../board/context";
import { t } from "../../i18n/i18n";
import { useStore } from "../../store/use";
import type { Overview } from "../far/overview";
import type { Palette } from "../far/palette";
import { useStage } from "../stage";
import { isMinimapShown } from "./choice";
import styles from "./Minimap.module.css";
import { MinimapView } from "./minimapView";

export type MinimapProps = { overview: Overview; palette: Palette };

export function Minimap(props: MinimapProps) {
  const { ui, view } = useSession();
  const choice = useStore(ui.minimap);
  const subscribe = useCallback((tell: () => void) => view.subscribe("order", tell), [view]);
  const count = useSyncExternalStore(subscribe, () => view.order.length);
  return isMinimapShown(choice, count) && count > 0 ? <OpenMap {...props} /> : null;
}

function OpenMap({ overview, palette }: MinimapProps) {
  const session = useSession();
  const stage = useStage();
  const canvas = useRef<HTMLCanvasElement>(null);
  const map = useRef<MinimapView>(null);

  useEffect(() => {
    if (!canvas.current) return undefined;
    const drawn = new MinimapView(canvas.current, session, stage, overview, palette);
    map.current = drawn;
    const stop = [
      stage.seen.subscribe(drawn.update),
      stage.scene.subscribe(drawn.update),
      stage.layers.drawn.subscribe(drawn.update),
      overview.subscribe(drawn.changed),
      session.presence.subscribe("viewports", drawn.update),
    ];
    drawn.update();
    return () => {
      stop.forEach((end) => end());
      drawn.dispose();
    };
  }, [session, stage, overview, palette]);

  const go = (event: PointerEvent<HTMLElement>): void => {
    const { left, top } = event.currentTarget.getBoundingClientRect();
    const at = map.current?.boardAt({ x: event.clientX - left, y: event.clientY - top });
    if (at) session.ui.canvas.get()?.center(at);
  };
  return (
    <div
      className={styles.map}
      role="img"
      aria-label={t("Minimap")}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        map.current?.hold(true);
        go(event);
      }}
      onPointerMove={(event) => {
        if (event.currentTarget.hasPointerCapture(event.pointerId)) go(event);
      }}
      onLostPointerCapture={() => map.current?.hold(false)}
      onDoubleClick={(event) => event.stopPropagation()}
    >
      <canvas ref={canvas} />
    </div>
  );
}
