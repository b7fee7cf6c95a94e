/** Everybody's stamps, on a layer of their own over the board. */
import { useStoreApi } from "@xyflow/react";
import { useEffect, useRef } from "react";
import { useSession } from "../board/context";
import { Floats } from "./floats";
import { SeenReactions } from "./reactions";
import styles from "./Reactions.module.css";
import { STAMPS } from "./stamps";

export function Reactions() {
  const { presence, together, me } = useSession();
  const store = useStoreApi();
  const root = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const layer = root.current;
    if (!layer) return undefined;
    const floats = new Floats(layer, styles, (stamp) => {
      const known = STAMPS.some(({ id }) => id === stamp);
      const drawing = known ? layer.querySelector(`[data-stamp="${stamp}"] svg`) : null;
      return drawing && (drawing.cloneNode(true) as Element);
    });
    const seen = new SeenReactions();
    const look = (): void => floats.view(store.getState().transform);
    const hear = (): void => {
      for (const { peer, reaction } of seen.take(presence.others())) {
        floats.add(reaction.stamp, reaction, peer.person.color, peer.person.name);
      }
    };
    look();
    hear();
    const stop = [
      presence.subscribe("cursors", hear),
      store.subscribe(look),
      together.reacted.subscribe(() => {
        const own = together.reacted.get();
        if (own) floats.add(own.stamp, own, me.color, me.name);
      }),
    ];
    return () => {
      stop.forEach((end) => end());
      floats.dispose();
    };
  }, [presence, together, me, store]);
  return (
    <div ref={root} className={styles.layer} aria-hidden>
      <div className={styles.sprite}>
        {STAMPS.map(({ id, icon: Icon }) => (
          <span key={id} data-stamp={id}>
            <Icon size={18} />
          </span>
        ))}
      </div>
    </div>
  );
}
