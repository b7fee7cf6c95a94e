/** The rectangle of a marquee, moved by hand. */
import type { CanvasHandle } from "../board/ui";
import { boxBetween } from "./hit";
import type { Marquee } from "./press";

export function marqueeFrame(root: HTMLElement, canvas: () => CanvasHandle | null): Marquee {
  const element = document.createElement("div");
  element.className = "marquee";
  return {
    show: (from, to) => {
      const handle = canvas();
      if (!handle) return;
      const { left, top } = root.getBoundingClientRect();
      const { x, y, w, h } = boxBetween(handle.toScreen(from), handle.toScreen(to));
      element.style.transform = `translate(${x - left}px, ${y - top}px)`;
      element.style.width = `${w}px`;
      element.style.height = `${h}px`;
      if (!element.isConnected) root.append(element);
    },
    hide: () => element.remove(),
  };
}
