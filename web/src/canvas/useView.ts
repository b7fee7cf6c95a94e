/** Follows where one looks: which layer shows the board, and what the others are told of it. */
import { useStoreApi } from "@xyflow/react";
import { useEffect } from "react";
import { useSession } from "../board/context";
import { pointerAt } from "./pointer";
import type { Stage } from "./stage";

/** One rests once nothing moved for so long. */
const REST_MS = 160;
/** Stretched further than this, what is mounted is painted anew while one still zooms. */
const MOST_STRETCH = 1.8;
/** Where others look is not what one watches: it need not be told at the rate of a cursor. */
const TELL_MS = 200;

export function useView(stage: Stage): void {
  const { presence } = useSession();
  const store = useStoreApi();

  // For whoever measures how long a board takes to be there.
  useEffect(
    () => stage.layers.drawn.subscribe(() => performance.mark("board-drawn")),
    [stage.layers],
  );

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | null = null;
    let resting: ReturnType<typeof setTimeout> | undefined;
    let painted = 1;
    /** Without its class, what is mounted is painted anew, as sharp as it is at this zoom. */
    const moves = (isMoving: boolean): void => {
      const { domNode, transform } = store.getState();
      domNode?.classList.toggle("moving", isMoving);
      if (!isMoving) painted = transform[2];
    };
    const tell = (): void => {
      timer = null;
      presence.say({ viewport: stage.seen.get() });
    };
    const follow = (): void => {
      const { transform, width, height } = store.getState();
      const [x, y, zoom] = transform;
      const { x: left, y: top, w } = stage.seen.get();
      const seen = { x: -x / zoom, y: -y / zoom, w: width / zoom, h: height / zoom };
      if (seen.x === left && seen.y === top && seen.w === w) return;
      stage.seen.set(seen);
      stage.layers.look(seen);
      // A hand that rests points elsewhere when the board moves under it.
      const hand = pointerAt.get();
      if (hand) presence.say({ cursor: { x: (hand.x - x) / zoom, y: (hand.y - y) / zoom } });
      stage.layers.zoomed(zoom);
      moves(Math.max(zoom / painted, painted / zoom) < MOST_STRETCH);
      clearTimeout(resting);
      resting = setTimeout(moves, REST_MS, false);
      // Who follows this view sees it move as they see a cursor move.
      timer ??= setTimeout(tell, presence.isWatched ? 0 : TELL_MS);
    };
    follow();
    const stop = store.subscribe(follow);
    return () => {
      stop();
      clearTimeout(resting);
      if (timer !== null) clearTimeout(timer);
    };
  }, [stage, store, presence]);
}
