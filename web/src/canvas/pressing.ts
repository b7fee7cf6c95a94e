/**
 * The pointer on the canvas itself: tells a click from a drag, a hold and a pan, by its kind.
 *
 * Listens before React Flow does, and leaves to it what it pans and what is mounted.
 */
import type { Session } from "../board/session";
import { isInkTool } from "../board/ui";
import type { Point } from "../doc/schema";
import { edgePan } from "./edgePan";
import { marqueeFrame } from "./marqueeFrame";
import { click, clickWire, dragging, marquee, type Press } from "./press";
import type { Stage } from "./stage";
import { LONG_PRESS_MS } from "./useLongPress";

const CLICK_PX = 3;
/** A finger that rests so long draws a marquee; one that moves at once moves the board. */
const HOLD_MS = 350;
const HOLD_PX = 8;

export type Ground = {
  readonly toBoard: (client: Point) => Point;
  readonly root: HTMLElement;
  readonly panBy: (x: number, y: number) => void;
};

type Down = {
  readonly pointer: number;
  readonly start: Point;
  readonly at: Point;
  readonly item: string | null;
  readonly adds: boolean;
  readonly isTouch: boolean;
};

export class Pressing {
  private state: Down | null = null;
  private press: Press | null = null;
  private last: Point = { x: 0, y: 0 };
  private hold: ReturnType<typeof setTimeout> | undefined;
  private stopPan: (() => void) | null = null;

  constructor(
    private readonly session: Session,
    private readonly stage: Stage,
    private readonly ground: Ground,
  ) {
    const { root } = ground;
    root.addEventListener("pointerdown", this.down, true);
    // React Flow pans by touches of its own, which come beside the pointer's events.
    root.addEventListener("touchstart", this.touched, { capture: true, passive: true });
    root.addEventListener("touchmove", this.touched, { capture: true, passive: true });
  }

  private readonly down = (event: PointerEvent): void => {
    if (this.state) {
      // A second finger pinches.
      this.over(true);
      return;
    }
    const pane = event.target as Element;
    if (event.button !== 0 || !event.isPrimary || !pane.classList.contains("react-flow__pane")) {
      return;
    }
    if (isInkTool(this.session.ui.tool.get())) return;
    // The hand, or Space: the board is moved.
    if (pane.classList.contains("draggable")) return;
    const start = { x: event.clientX, y: event.clientY };
    const at = this.ground.toBoard(start);
    const item = this.session.ui.canvas.get()?.itemAt(start) ?? null;
    const isTouch = event.pointerType === "touch";
    this.state = { pointer: event.pointerId, start, at, item, adds: event.shiftKey, isTouch };
    this.last = start;
    if (isTouch && item === null) this.hold = setTimeout(() => this.begin(true), HOLD_MS);
    // One that rests on an item asks for its menu: `CanvasMenu` opens it.
    else if (isTouch) this.hold = setTimeout(this.cancelled, LONG_PRESS_MS);
    this.listen("addEventListener");
  };

  /** What is dragged or held by a finger is not panned. */
  private readonly touched = (event: TouchEvent): void => {
    const isDrag = event.type === "touchstart" && this.state !== null && this.isOnSelected();
    if (this.press || isDrag) event.stopPropagation();
  };

  dispose(): void {
    const { root } = this.ground;
    root.removeEventListener("pointerdown", this.down, true);
    root.removeEventListener("touchstart", this.touched, true);
    root.removeEventListener("touchmove", this.touched, true);
    this.over(true);
  }

  private isOnSelected(): boolean {
    const item = this.state?.item ?? null;
    return item !== null && this.session.ui.selection.get().has(item) && this.session.canEdit;
  }

  private readonly moved = (event: PointerEvent): void => {
    const { state } = this;
    if (event.pointerId !== state?.pointer) return;
    this.last = { x: event.clientX, y: event.clientY };
    const far = Math.hypot(this.last.x - state.start.x, this.last.y - state.start.y);
    if (!this.press && far > (state.isTouch ? HOLD_PX : CLICK_PX)) {
      if (state.isTouch && !this.isOnSelected()) this.over(true);
      else this.begin(false);
    }
    this.press?.move(this.ground.toBoard(this.last));
  };

  private begin(isHeld: boolean): void {
    const { session, stage, state } = this;
    if (!state || this.press) return;
    clearTimeout(this.hold);
    const isDrag = state.item !== null && session.canEdit && !isHeld;
    stage.scene.refresh();
    this.press = isDrag
      ? dragging(session, state.item, state.at, state.adds)
      : marquee(session, stage.scene, this.frame(), state.at, state.adds);
    this.stopPan = edgePan(
      this.ground.root,
      () => this.last,
      (x, y) => {
        this.ground.panBy(x, y);
        this.press?.move(this.ground.toBoard(this.last));
      },
    );
  }

  private frame() {
    return marqueeFrame(this.ground.root, () => this.session.ui.canvas.get());
  }

  private readonly up = (event: PointerEvent): void => {
    const { state } = this;
    if (event.pointerId !== state?.pointer) return;
    const isFar = this.stage.layers.far.get();
    if (!this.press && isFar) this.click(state);
    // React Flow takes the click that follows as one on nothing.
    // With Shift nothing is let go, also not by a click that missed.
    if (this.press || isFar || state.adds) swallowClick();
    this.over(false, event.altKey);
  };

  private click({ item, start, adds }: Down): void {
    const edge = item === null ? (this.session.ui.canvas.get()?.edgeAt(start) ?? null) : null;
    if (edge === null) click(this.session, item, adds);
    else clickWire(this.session, edge, adds);
  }

  private readonly keyed = (event: KeyboardEvent): void => {
    if (event.key !== "Escape" || !this.press) return;
    event.stopPropagation();
    swallowClick();
    this.over(true);
  };

  private readonly cancelled = (): void => this.over(true);

  private over(isCancelled: boolean, isAlt = false): void {
    clearTimeout(this.hold);
    this.stopPan?.();
    this.stopPan = null;
    const { press } = this;
    this.press = null;
    this.state = null;
    this.listen("removeEventListener");
    if (isCancelled) press?.cancel();
    else press?.end(isAlt);
  }

  private listen(how: "addEventListener" | "removeEventListener"): void {
    window[how]("pointermove", this.moved as EventListener);
    window[how]("pointerup", this.up as EventListener);
    window[how]("pointercancel", this.cancelled);
    window[how]("keydown", this.keyed as EventListener, true);
  }
}

/** The click that ends this press, if one does, and none of a later press, however soon it comes. */
function swallowClick(): void {
  const listening = new AbortController();
  const options = { capture: true, signal: listening.signal };
  const swallow = (event: MouseEvent): void => {
    listening.abort();
    // A key that presses a button clicks, too.
    if (event.detail > 0) event.stopPropagation();
  };
  window.addEventListener("click", swallow, options);
  window.addEventListener("pointerdown", () => listening.abort(), options);
}
