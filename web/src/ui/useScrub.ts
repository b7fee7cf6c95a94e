/** Dragging a number's label sideways changes the number: transient while moving, final on release. */
import { useRef, type PointerEvent } from "react";
import { tidy, type NumberLimits } from "./number";

export type ChangeNumber = (value: number, options?: { transient?: boolean }) => void;

type Drag = { startX: number; startValue: number; value: number; moved: boolean };

const SLACK_PX = 3;

export function useScrub(
  value: number,
  step: number,
  limits: NumberLimits,
  onChange: ChangeNumber,
) {
  const drag = useRef<Drag | null>(null);

  function down(event: PointerEvent<HTMLElement>) {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    drag.current = { startX: event.clientX, startValue: value, value, moved: false };
  }

  function move(event: PointerEvent<HTMLElement>) {
    const now = drag.current;
    if (now === null) return;
    const distance = event.clientX - now.startX;
    if (!now.moved && Math.abs(distance) < SLACK_PX) return;
    now.moved = true;
    // Shift goes ten times as far, Alt a tenth.
    const pace = event.shiftKey ? 10 : event.altKey ? 0.1 : 1;
    const next = tidy(now.startValue + Math.round(distance / 2) * step * pace, limits);
    if (next === now.value) return;
    now.value = next;
    onChange(next, { transient: true });
  }

  function up(event: PointerEvent<HTMLElement>) {
    const now = drag.current;
    drag.current = null;
    if (now?.moved !== true) return;
    event.preventDefault();
    onChange(now.value);
  }

  return { onPointerDown: down, onPointerMove: move, onPointerUp: up, onPointerCancel: up };
}
