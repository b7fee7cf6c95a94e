/** What the pointer did with an ink tool before that which draws was loaded. Knows the DOM, not React. */
import type { Session } from "../board/session";
import { isInkTool } from "../board/ui";

/** Whether a press begins a line. */
export function beginsLine({ ui, canEdit }: Session, event: PointerEvent): boolean {
  const isPaper = (event.target as Element).classList.contains("react-flow__pane");
  if (!isInkTool(ui.tool.get()) || !canEdit || !isPaper) return false;
  return event.button === 0 && event.isPrimary;
}

export class EarlyInk {
  private kept: PointerEvent[] = [];
  private stop: (() => void)[] = [];
  private isTaken = false;

  constructor(private readonly session: Session) {}

  /** Listens until what was kept is taken, or until the function that it returns is called. */
  watch(root: HTMLElement): () => void {
    if (this.isTaken) return this.end;
    const onRoot = { capture: true, passive: true };
    root.addEventListener("pointerdown", this.down, true);
    root.addEventListener("touchstart", this.touched, onRoot);
    for (const kind of FOLLOWING) window.addEventListener(kind, this.follow);
    this.stop = [
      () => root.removeEventListener("pointerdown", this.down, true),
      () => root.removeEventListener("touchstart", this.touched, onRoot),
      ...FOLLOWING.map((kind) => () => window.removeEventListener(kind, this.follow)),
      this.session.ui.tool.subscribe(() => {
        if (!isInkTool(this.session.ui.tool.get())) this.kept = [];
      }),
    ];
    return this.end;
  }

  /** What was kept, in order, for the one who draws from now on. */
  take(): readonly PointerEvent[] {
    this.isTaken = true;
    const { kept } = this;
    this.end();
    return kept;
  }

  private readonly end = (): void => {
    this.stop.forEach((end) => end());
    [this.kept, this.stop] = [[], []];
  };

  private readonly down = (event: PointerEvent): void => {
    const isSecond = this.kept.length > 0 && !event.isPrimary;
    if (!isSecond && !beginsLine(this.session, event)) return;
    if (!isSecond) event.stopPropagation();
    this.kept.push(event);
  };

  private readonly follow = (event: PointerEvent): void => {
    if (this.kept.length > 0) this.kept.push(event);
  };

  private readonly touched = (event: TouchEvent): void => {
    if (this.kept.length > 0 && event.touches.length === 1) event.stopPropagation();
  };
}

const FOLLOWING = ["pointermove", "pointerup", "pointercancel"] as const;
