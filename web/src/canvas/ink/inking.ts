/** The pointer while a line is being drawn: from the press to the release, or to Escape. */
import { isInkTool } from "../../board/ui";
import type { Session } from "../../board/session";
import { isEditable } from "../../commands/editable";
import type { Point } from "../../doc/schema";
import { beginsLine } from "../earlyInk";
import type { Ground } from "../pressing";
import type { Stage } from "../stage";
import { arrow, inkAt, stroke, type Growing } from "./lines";
import type { Sheet } from "./sheet";
import { itemUnder } from "./under";

const OWN = "own";
/** Others get the end of a line a little after the line itself, which travels by another road. */
const LAND_HEAD_START_MS = 250;

export class Inking {
  private line: Growing | null = null;
  private pointer = -1;
  private ink = { color: null as string | null, width: 1 };

  constructor(
    private readonly session: Session,
    private readonly stage: Stage,
    private readonly sheet: Sheet,
    private readonly ground: Ground & { readonly zoom: () => number },
  ) {
    const { root } = ground;
    root.addEventListener("pointerdown", this.down, true);
    root.addEventListener("touchstart", this.touched, { capture: true, passive: true });
    window.addEventListener("keydown", this.keyed, true);
  }

  /** Draws what was done before this was here. */
  replay(events: readonly PointerEvent[]): void {
    for (const event of events) {
      if (event.type === "pointerdown") this.down(event);
      else if (event.type === "pointermove") this.moved(event);
      else if (event.type === "pointerup") this.up(event);
      else this.cancelled();
    }
  }

  dispose(): void {
    const { root } = this.ground;
    this.over(false);
    root.removeEventListener("pointerdown", this.down, true);
    root.removeEventListener("touchstart", this.touched, true);
    window.removeEventListener("keydown", this.keyed, true);
  }

  private readonly down = (event: PointerEvent): void => {
    const { session, stage, ground } = this;
    const tool = session.ui.tool.get();
    if (this.line) {
      // A second finger pinches.
      this.over(false);
      return;
    }
    if (!beginsLine(session, event)) return;
    event.stopPropagation();
    stage.scene.refresh();
    const zoom = ground.zoom();
    const at = this.placeOf(event);
    this.pointer = event.pointerId;
    this.ink = inkAt(session.ui.ink.get(), zoom);
    this.line =
      tool === "draw"
        ? stroke(session, this.ink, zoom, at)
        : arrow(session, this.ink, zoom, at, (end) => itemUnder(stage.scene, end, zoom));
    this.listen("addEventListener");
    this.show();
  };

  private readonly moved = (event: PointerEvent): void => {
    if (event.pointerId !== this.pointer || !this.line) return;
    const steps = event.getCoalescedEvents();
    for (const step of steps.length > 0 ? steps : [event]) this.line.move(this.placeOf(step));
    this.show();
  };

  private readonly up = (event: PointerEvent): void => {
    if (event.pointerId === this.pointer) this.over(true);
  };

  private readonly cancelled = (): void => this.over(false);

  private readonly touched = (event: TouchEvent): void => {
    if (this.line && event.touches.length === 1) event.stopPropagation();
  };

  private readonly keyed = (event: KeyboardEvent): void => {
    const { ui } = this.session;
    if (event.key !== "Escape" || !isInkTool(ui.tool.get()) || isEditable(event.target)) return;
    event.stopPropagation();
    if (this.line) this.over(false);
    else ui.tool.set("select");
  };

  private show(): void {
    const { line, ink, session } = this;
    if (!line) return;
    this.sheet.show(OWN, line.path(), ink);
    session.presence.say({ drawing: { ...ink, path: line.told() } });
  }

  private over(lands: boolean): void {
    const { line, session } = this;
    if (!line) return;
    this.line = null;
    this.listen("removeEventListener");
    if (lands) line.land();
    this.sheet.hide(OWN);
    const tell = (): void => {
      if (!this.line) session.presence.say({ drawing: null });
    };
    if (lands) setTimeout(tell, LAND_HEAD_START_MS);
    else tell();
  }

  private placeOf({ clientX, clientY }: MouseEvent): Point {
    return this.ground.toBoard({ x: clientX, y: clientY });
  }

  private listen(how: "addEventListener" | "removeEventListener"): void {
    window[how]("pointermove", this.moved as EventListener);
    window[how]("pointerup", this.up as EventListener);
    window[how]("pointercancel", this.cancelled);
  }
}
