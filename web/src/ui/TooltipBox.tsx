/** A tooltip as it is drawn: beside its control, within the window, gone with Escape or any press. */
import { useEffect, useId, useLayoutEffect, useRef, type ReactNode } from "react";
import { createPortal } from "react-dom";
import { Kbd } from "./Kbd";
import type { Side } from "./Tooltip";
import { tips } from "./tips";
import styles from "./Tooltip.module.css";

const GAP = 6;
const MARGIN = 8;
const OPPOSITE: Readonly<Record<Side, Side>> = {
  top: "bottom",
  bottom: "top",
  left: "right",
  right: "left",
};

export type TooltipBoxProps = {
  anchor: Element;
  side: Side;
  shortcut: string | undefined;
  children: ReactNode;
};

export default function TooltipBox({ anchor, side, shortcut, children }: TooltipBoxProps) {
  const id = useId();
  const box = useRef<HTMLDivElement>(null);

  // After each drawing: its words may have changed.
  useLayoutEffect(() => {
    if (box.current) place(box.current, anchor.getBoundingClientRect(), side);
  });

  useEffect(() => {
    const before = anchor.getAttribute("aria-describedby");
    anchor.setAttribute("aria-describedby", before === null ? id : `${before} ${id}`);
    return () => {
      if (before === null) anchor.removeAttribute("aria-describedby");
      else anchor.setAttribute("aria-describedby", before);
    };
  }, [anchor, id]);

  useEffect(() => {
    const close = (): void => tips.close();
    const key = (event: KeyboardEvent): void => {
      if (event.key === "Escape") tips.close();
    };
    const moves = ["pointerdown", "wheel", "scroll", "click"];
    for (const move of moves) addEventListener(move, close, { capture: true, passive: true });
    addEventListener("keydown", key, true);
    return () => {
      for (const move of moves) removeEventListener(move, close, { capture: true });
      removeEventListener("keydown", key, true);
      tips.gone(anchor);
    };
  }, [anchor]);

  return createPortal(
    <div
      ref={box}
      id={id}
      role="tooltip"
      className={styles.tooltip}
      onPointerEnter={() => tips.keep()}
      onPointerLeave={() => tips.leave()}
    >
      {children}
      {shortcut !== undefined && <Kbd>{shortcut}</Kbd>}
    </div>,
    document.body,
  );
}

/** On the side that was asked for, on the other where it does not fit, and never past the window. */
function place(box: HTMLElement, at: DOMRect, side: Side): void {
  const { width: w, height: h } = box.getBoundingClientRect();
  const room = {
    top: at.top - h,
    bottom: innerHeight - at.bottom - h,
    left: at.left - w,
    right: innerWidth - at.right - w,
  };
  const opposite = OPPOSITE[side];
  const fits = room[side] >= GAP + MARGIN || room[side] >= room[opposite];
  const [x, y] = beside(at, { w, h }, fits ? side : opposite);
  box.style.left = `${within(x, innerWidth - w)}px`;
  box.style.top = `${within(y, innerHeight - h)}px`;
}

function beside(at: DOMRect, { w, h }: { w: number; h: number }, side: Side): [number, number] {
  const [x, y] = [at.left + (at.width - w) / 2, at.top + (at.height - h) / 2];
  switch (side) {
    case "top":
      return [x, at.top - h - GAP];
    case "bottom":
      return [x, at.bottom + GAP];
    case "left":
      return [at.left - w - GAP, y];
    case "right":
      return [at.right + GAP, y];
  }
}

function within(at: number, most: number): number {
  return Math.round(Math.max(MARGIN, Math.min(at, most - MARGIN)));
}
