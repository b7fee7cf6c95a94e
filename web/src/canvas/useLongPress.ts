/**
 * A finger that rests on something, where the browser tells of no context menu, as iOS does not; and
 * where it does, this comes to the same.
 */
import { useEffect, useRef, type RefObject } from "react";
import type { Point } from "../doc/schema";

/** After that which makes a marquee of a resting finger, on the bare board. */
export const LONG_PRESS_MS = 500;
const HOLD_PX = 8;

/** `rests` says whether anything came of it; then what the browser tells of it is passed over. */
export function useLongPress(
  root: RefObject<HTMLElement | null>,
  rests: (at: Point, target: Element) => boolean,
): void {
  const act = useRef(rests);
  useEffect(() => {
    act.current = rests;
  });
  useEffect(() => {
    const element = root.current;
    if (!element) return undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let start: Point | null = null;
    let isHeld = false;
    const end = (): void => {
      clearTimeout(timer);
      start = null;
    };
    const down = (event: PointerEvent): void => {
      const isSecond = start !== null;
      end();
      isHeld = false;
      const { target } = event;
      if (isSecond || event.pointerType !== "touch" || !(target instanceof Element)) return;
      const at = { x: event.clientX, y: event.clientY };
      start = at;
      timer = setTimeout(() => {
        isHeld = act.current(at, target);
      }, LONG_PRESS_MS);
    };
    const move = ({ clientX, clientY }: PointerEvent): void => {
      if (start && Math.hypot(clientX - start.x, clientY - start.y) > HOLD_PX) end();
    };
    const told = (event: Event): void => {
      if (isHeld) {
        event.preventDefault();
        event.stopPropagation();
      } else end();
    };
    // The clicks that browsers make of a touch would close what it opened.
    const lifted = (event: TouchEvent): void => {
      if (isHeld && event.cancelable) event.preventDefault();
    };
    element.addEventListener("pointerdown", down, true);
    element.addEventListener("touchend", lifted, { capture: true, passive: false });
    element.addEventListener("contextmenu", told, true);
    window.addEventListener("pointermove", move, true);
    window.addEventListener("pointerup", end, true);
    window.addEventListener("pointercancel", end, true);
    return () => {
      end();
      element.removeEventListener("pointerdown", down, true);
      element.removeEventListener("touchend", lifted, true);
      element.removeEventListener("contextmenu", told, true);
      window.removeEventListener("pointermove", move, true);
      window.removeEventListener("pointerup", end, true);
      window.removeEventListener("pointercancel", end, true);
    };
  }, [root]);
}
