/** Keeps items mounted wherever they lie while they have the focus, or play something. */
import { useEffect } from "react";
import { useStoreApi } from "@xyflow/react";
import { NO_IDS } from "../board/ui";
import type { Layers } from "./layers";

const OVER_THE_BOARD = "[role=dialog],[role=menu],[role=listbox]";

export function useHolding(layers: Layers): void {
  const store = useStoreApi();
  useEffect(() => {
    const root = store.getState().domNode;
    if (!root) return undefined;
    const playing = new Set<string>();
    const focus = (event: FocusEvent): void => {
      const to = event.type === "focusin" ? event.target : event.relatedTarget;
      // What was opened from an item gives the focus back to it.
      if (to instanceof Element && to.closest(OVER_THE_BOARD)) return;
      const id = itemOf(to);
      layers.hold("focus", id === null ? NO_IDS : new Set([id]));
    };
    const play = (event: Event): void => {
      const id = itemOf(event.target);
      if (id === null) return;
      if (event.type === "play") playing.add(id);
      else playing.delete(id);
      layers.hold("playing", new Set(playing));
    };
    const media = ["play", "pause", "ended"];
    root.addEventListener("focusin", focus);
    root.addEventListener("focusout", focus);
    for (const type of media) root.addEventListener(type, play, true);
    return () => {
      root.removeEventListener("focusin", focus);
      root.removeEventListener("focusout", focus);
      for (const type of media) root.removeEventListener(type, play, true);
    };
  }, [layers, store]);
}

function itemOf(target: EventTarget | null): string | null {
  const element = target instanceof Element ? target : null;
  return element?.closest<HTMLElement>(".react-flow__node")?.dataset.id ?? null;
}
