/**
 * Other people's cursors, on a layer of their own.
 *
 * Moved by hand, between the places that come in at up to thirty a second: nothing that React draws
 * is drawn again because somebody moves a hand.
 */
import { useStoreApi } from "@xyflow/react";
import { useEffect, useRef } from "react";
import { useSession } from "../board/context";
import { CursorLayer } from "./cursorLayer";
import styles from "./Cursors.module.css";

export function Cursors() {
  const { presence } = useSession();
  const store = useStoreApi();
  const root = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!root.current) return undefined;
    const layer = new CursorLayer(root.current, styles);
    const show = (): void => layer.show(presence.others());
    const follow = (): void => layer.view(store.getState().transform);
    const stop = [presence.subscribe("cursors", show), store.subscribe(follow)];
    follow();
    show();
    return () => {
      stop.forEach((end) => end());
      layer.dispose();
    };
  }, [presence, store]);
  return <div ref={root} className={styles.layer} aria-hidden />;
}
