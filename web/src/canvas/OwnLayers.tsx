/**
 * What lies on the canvas besides React Flow's items, most of it drawn and moved by hand rather than
 * by React: the board from afar, the minimap, the marquee, cursors, and what others drag.
 */
import { useReactFlow, useStoreApi } from "@xyflow/react";
import { Suspense, useEffect, useMemo, useState } from "react";
import { useDrawn, useSession } from "../board/context";
import { isInkTool, NO_IDS } from "../board/ui";
import { fetched, lazyPart } from "../errors/lazyPart";
import { Cursors } from "../presence/Cursors";
import { Reactions } from "../presence/Reactions";
import { useTogether } from "../presence/useTogether";
import { EarlyInk } from "./earlyInk";
import { FarLayer } from "./far/FarLayer";
import { NearDrags } from "./nearDrags";
import { NothingHere } from "./NothingHere";
import { Pressing } from "./pressing";
import { RemoteDrags } from "./remoteDrags";
import { useStage } from "./stage";
import { Uploads } from "./Uploads";

/** Nobody drags or draws before the board is drawn. */
const Guides = lazyPart(
  fetched(() => import("./Guides")),
  (part) => part.default,
);
const GroupOutlines = lazyPart(
  fetched(() => import("./GroupOutlines")),
  (part) => part.default,
);
const EmptyBoard = lazyPart(
  fetched(() => import("../panels/EmptyBoard")),
  (part) => part.EmptyBoard,
);
const InkLayer = lazyPart(
  fetched(() => import("./ink/InkLayer")),
  (part) => part.default,
);

export function OwnLayers() {
  const session = useSession();
  const drags = useMemo(() => new RemoteDrags(session), [session]);
  useRemoteDrags(drags);
  usePressing();
  useTogether();
  const early = useEarlyInk();
  const isInked = useInked();
  const isDrawn = useDrawn();
  return (
    <>
      <FarLayer drags={drags} />
      <Uploads />
      <Suspense>
        {isDrawn && <Guides />}
        {isDrawn && <GroupOutlines />}
        {isInked && <InkLayer early={early} />}
      </Suspense>
      {/* Here, since others' cursors go over it. */}
      <Suspense>{isDrawn && <EmptyBoard />}</Suspense>
      <Cursors />
      <Reactions />
      <NothingHere />
    </>
  );
}

/** Whether somebody has drawn since the board was opened. */
function useInked(): boolean {
  const { presence, ui } = useSession();
  const [isInked, setInked] = useState(false);
  useEffect(() => {
    const look = (): void => {
      const others = [...presence.others()].some(({ drawing }) => drawing !== null);
      if (others || isInkTool(ui.tool.get())) setInked(true);
    };
    look();
    const stop = [presence.subscribe("strokes", look), ui.tool.subscribe(look)];
    return () => stop.forEach((end) => end());
  }, [presence, ui]);
  return isInked;
}

function useEarlyInk(): EarlyInk {
  const session = useSession();
  const store = useStoreApi();
  const early = useMemo(() => new EarlyInk(session), [session]);
  useEffect(() => {
    const root = store.getState().domNode;
    return root ? early.watch(root) : undefined;
  }, [early, store]);
  return early;
}

function useRemoteDrags(drags: RemoteDrags): void {
  const { presence, ui } = useSession();
  const store = useStoreApi();
  const { layers, scene, flow } = useStage();
  useEffect(() => {
    const root = store.getState().domNode;
    if (!root) return undefined;
    const near = new NearDrags(root, scene, drags, ui.drag.get);
    const hold = (): void => layers.hold("remote", layers.far.get() ? NO_IDS : drags.ids.get());
    const hear = (): void => {
      drags.update(performance.now());
      near.update();
    };
    const stop = [
      presence.subscribe("drags", hear),
      ui.drag.subscribe(near.update),
      drags.ids.subscribe(hold),
      layers.far.subscribe(hold),
      // After React has drawn what changed, so that it is moved before it is seen.
      flow.subscribe(() => queueMicrotask(near.redrawn)),
    ];
    return () => {
      stop.forEach((end) => end());
      near.dispose();
    };
  }, [drags, presence, ui, store, layers, scene, flow]);
}

function usePressing(): void {
  const session = useSession();
  const stage = useStage();
  const flow = useReactFlow();
  const store = useStoreApi();
  useEffect(() => {
    const root = store.getState().domNode;
    if (!root) return undefined;
    const pressing = new Pressing(session, stage, {
      root,
      toBoard: (client) => flow.screenToFlowPosition(client),
      panBy: (x, y) => void store.getState().panBy({ x, y }),
    });
    return () => pressing.dispose();
  }, [session, stage, flow, store]);
}
