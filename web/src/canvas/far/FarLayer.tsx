/** The layer that shows the board from afar, and the minimap, which is made of the same drawings. */
import { useStoreApi } from "@xyflow/react";
import { useEffect, useMemo, useRef, useState } from "react";
import { useSession } from "../../board/context";
import { useStore } from "../../store/use";
import { useIsDark } from "../../ui/theme";
import { Minimap } from "../minimap/Minimap";
import type { RemoteDrags } from "../remoteDrags";
import { useStage } from "../stage";
import styles from "./FarLayer.module.css";
import { FarView } from "./farView";
import { Forming } from "./forming";
import { Overview } from "./overview";
import { Painter } from "./painter";
import { Palette } from "./palette";
import { Pictures } from "./pictures";

export function FarLayer({ drags }: { drags: RemoteDrags }) {
  const session = useSession();
  const stage = useStage();
  const store = useStoreApi();
  const canvas = useRef<HTMLCanvasElement>(null);
  const isDark = useIsDark();
  const isShown = useStore(stage.layers.bitmap);
  const pictures = useMemo(() => new Pictures(session.board.id), [session]);
  const [forming] = useState(() => new Forming());
  // In another theme everything is drawn anew.
  const parts = useMemo(() => {
    const painter = new Painter(session, stage.scene, new Palette(isDark), pictures);
    return { ...stage, session, drags, painter, forming, overview: new Overview(painter) };
  }, [session, stage, drags, pictures, forming, isDark]);

  useEffect(() => {
    if (!canvas.current) return undefined;
    const view = new FarView(canvas.current, parts);
    const { scene, layers, painter, forming } = parts;
    const { ui, presence } = session;
    const follow = (): void => {
      const { transform, width, height } = store.getState();
      view.resize(width, height);
      view.look(transform);
    };
    const stop = [
      store.subscribe(follow),
      scene.watch(view.changed),
      scene.subscribe(view.update),
      painter.pictures.subscribe(view.pictured),
      forming.subscribe(view.update),
      presence.subscribe("drags", view.update),
      presence.subscribe("selections", view.update),
      presence.subscribe("progress", view.update),
      ...[layers.bitmap, ui.drag, ui.selection, ui.edgeSelection].map((seen) =>
        seen.subscribe(view.update),
      ),
    ];
    follow();
    return () => {
      stop.forEach((end) => end());
      view.dispose();
    };
  }, [session, parts, store]);

  useEffect(() => () => pictures.dispose(), [pictures]);
  useEffect(() => () => forming.dispose(), [forming]);

  return (
    <>
      <canvas ref={canvas} className={styles.bitmap} hidden={!isShown} aria-hidden />
      <Minimap overview={parts.overview} palette={parts.painter.palette} />
    </>
  );
}
