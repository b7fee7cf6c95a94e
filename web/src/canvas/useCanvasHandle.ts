/** Gives commands a hold of the canvas while it is mounted, and shows the whole board at first. */
import { getViewportForBounds, useReactFlow, useStoreApi } from "@xyflow/react";
import { useCallback, useEffect } from "react";
import { useSession } from "../board/context";
import { titleOf } from "../doc/catalog";
import type { Box } from "../doc/edits";
import type { Point } from "../doc/schema";
import { beforeReload } from "../i18n/language";
import { chooseFiles, loadPictures } from "./files";
import { itemAt, wireAt } from "./hit";
import { keepView, keptView } from "./keptView";
import { pointerAt } from "./pointer";
import { measureCovers, uncovered, type Edge } from "./seen";
import { contains } from "./spatial";
import type { Stage } from "./stage";

const ZOOM_MS = 180;
const ZOOM_STEP = 1.2;
/** Room for what floats over the canvas. */
const PADDING = { top: "84px", right: "56px", bottom: "72px", left: "84px" } as const;

/** More of it, for the names of frames and what people do over an item. */
const AROUND = 24;
/** Where less than this is free, as under a panel on a phone, one looks under what covers it. */
const LEAST = 160;

export const MIN_ZOOM = 0.02;
export const MAX_ZOOM = 4;

export function useCanvasHandle(stage: Stage): void {
  const session = useSession();
  const flow = useReactFlow();
  const store = useStoreApi();

  /**
   * Told from our own sizes: from afar React Flow knows no items. Some of them come to lie beside
   * the panels that are open; the whole board under them, which keeps its place when they close.
   */
  const fit = useCallback(
    (duration: number, ids?: Iterable<string>): void => {
      const { width, height, domNode } = store.getState();
      stage.scene.refresh();
      const box = stage.scene.bounds(ids);
      if (!box || width === 0) return;
      const bounds = { x: box.x, y: box.y, width: box.w, height: box.h };
      const padding = ids && domNode ? roomIn(domNode) : PADDING;
      const view = getViewportForBounds(bounds, width, height, MIN_ZOOM, 1, padding);
      void flow.setViewport(view, { duration });
    },
    [stage, flow, store],
  );

  useEffect(() => {
    const { ui, catalog } = session;
    const duration = matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : ZOOM_MS;
    const screen = (): DOMRect => {
      return store.getState().domNode?.getBoundingClientRect() ?? new DOMRect();
    };
    const middle = (): Point => {
      const { x, y, width, height } = screen();
      return flow.screenToFlowPosition({ x: x + width / 2, y: y + height / 2 });
    };
    const seen = (): Box => {
      const { x, y, width: w, height: h } = screen();
      const box = uncovered({ x, y, w, h }, measureCovers({ x, y, w, h }));
      const { zoom } = flow.getViewport();
      return { ...flow.screenToFlowPosition(box), w: box.w / zoom, h: box.h / zoom };
    };
    const show = (box: Box): void => {
      if (contains(seen(), box)) return;
      const zoom = flow.getZoom();
      void flow.setCenter(box.x + box.w / 2, box.y + box.h / 2, { zoom, duration });
    };
    let aim = { zoom: 1, until: 0 };
    /** From where a zoom under way will end, so that each of several quick ones counts. */
    const zoomBy = (factor: number): void => {
      const now = performance.now();
      const from = now < aim.until ? aim.zoom : flow.getZoom();
      const zoom = Math.min(MAX_ZOOM, Math.max(MIN_ZOOM, from * factor));
      aim = { zoom, until: now + duration };
      void flow.zoomTo(zoom, { duration });
    };
    let stop: (() => void) | undefined;
    let isGone = false;
    // Nobody goes through a board by the keyboard before it is drawn.
    const focusing = import("./focusing").then(({ Focusing, keepFocusOnBoard }) => {
      const root = store.getState().domNode;
      if (isGone || !root) return null;
      stop = keepFocusOnBoard(session, root);
      return new Focusing(stage, { root, show });
    });
    ui.canvas.set({
      zoomIn: () => zoomBy(ZOOM_STEP),
      zoomOut: () => zoomBy(1 / ZOOM_STEP),
      zoomToActualSize: () => void flow.zoomTo(1, { duration }),
      fit: (ids) => fit(duration, ids),
      center: ({ x, y }) => void flow.setCenter(x, y, { zoom: flow.getZoom() }),
      itemAt: (client) => {
        if (!stage.layers.far.get()) return null;
        stage.scene.refresh();
        const point = flow.screenToFlowPosition(client);
        return itemAt(stage.scene, point, flow.getZoom(), ({ item }) => titleOf(item, catalog));
      },
      edgeAt: (client) => {
        if (!stage.layers.far.get()) return null;
        stage.scene.refresh();
        return wireAt(stage.scene, flow.screenToFlowPosition(client), flow.getZoom());
      },
      middle,
      pointer: () => {
        const at = pointerAt.get();
        return at && flow.screenToFlowPosition(at);
      },
      focus: (id) => void focusing.then((keys) => keys?.focus(id)),
      seen,
      toScreen: (point) => flow.flowToScreenPosition(point),
      chooseFiles: () =>
        void chooseFiles().then(async (files) => {
          const { addPictures } = await loadPictures();
          await addPictures(session, files, middle(), { near: true });
        }),
    });
    return () => {
      isGone = true;
      stop?.();
      ui.canvas.set(null);
    };
  }, [session, flow, store, stage, fit]);

  useEffect(() => {
    const keep = (): void => keepView(session.board.id, flow.getViewport());
    beforeReload.add(keep);
    return () => void beforeReload.delete(keep);
  }, [session, flow]);

  useEffect(() => {
    // Another session that takes over finds the board as it is looked at.
    if (stage.layers.begun) return undefined;
    const show = (): void => {
      session.view.flush();
      const before = keptView(session.board.id);
      if (before) void flow.setViewport(before);
      else fit(0);
      // Items are mounted only now, when it is known which of them are seen.
      stage.layers.begin(flow.getZoom());
    };
    const { loaded } = session.link;
    if (loaded.get()) {
      show();
      return undefined;
    }
    const stop = loaded.subscribe(() => {
      stop();
      show();
    });
    return stop;
  }, [session, flow, stage, fit]);
}

/** How far what floats over the canvas reaches into it by now, from each of its edges. */
function roomIn(canvas: HTMLElement): Record<Edge, `${number}px`> {
  const { x, y, width: w, height: h } = canvas.getBoundingClientRect();
  const free = uncovered({ x, y, w, h }, measureCovers({ x, y, w, h }));
  if (Math.min(free.w, free.h) < LEAST) return PADDING;
  const px = (room: number): `${number}px` => `${Math.round(room) + AROUND}px`;
  return {
    top: px(free.y - y),
    left: px(free.x - x),
    right: px(x + w - free.x - free.w),
    bottom: px(y + h - free.y - free.h),
  };
}
