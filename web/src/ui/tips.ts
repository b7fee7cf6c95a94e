/** Which control's tooltip is shown: one at a time, after a rest, and at once beside the last. */

const REST_MS = 450;
/** From one control to the next there is no new wait. */
const NEXT_MS = 200;
/** A hand may go from the control to its tooltip, to read or select it. */
const LEAVES_MS = 120;

type Show = (anchor: Element | null) => void;

class Tips {
  private shown: { readonly anchor: Element; readonly show: Show } | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private closedAt = -Infinity;

  /** A hand is over a control. */
  enter(anchor: Element, show: Show): void {
    clearTimeout(this.timer);
    if (this.shown?.anchor === anchor) return;
    const isNext = this.shown !== null || performance.now() - this.closedAt < NEXT_MS;
    if (isNext) this.open(anchor, show);
    else this.timer = setTimeout(() => this.open(anchor, show), REST_MS);
  }

  /** The hand has left it, perhaps for the tooltip. */
  leave(): void {
    clearTimeout(this.timer);
    if (this.shown) this.timer = setTimeout(() => this.close(), LEAVES_MS);
  }

  /** The hand is over the tooltip. */
  keep(): void {
    clearTimeout(this.timer);
  }

  open(anchor: Element, show: Show): void {
    this.close();
    if (!anchor.isConnected) return;
    this.shown = { anchor, show };
    show(anchor);
  }

  close(): void {
    clearTimeout(this.timer);
    const { shown } = this;
    if (!shown) return;
    this.shown = null;
    this.closedAt = performance.now();
    shown.show(null);
  }

  /** What showed it is no more. */
  gone(anchor: Element): void {
    if (this.shown?.anchor === anchor) this.shown = null;
  }
}

export const tips = new Tips();
