/**
 * Which of the two layers shows the board, what of it is mounted, and how one layer hands over to the
 * other without a flash.
 *
 * From afar everything is on one bitmap and React Flow has no items but those that are held. Coming
 * near, items are mounted a few in each frame, over the bitmap that shows them meanwhile; going
 * away, they stay until the bitmap is complete. Knows neither DOM nor React.
 */
import type { Session } from "../board/session";
import { NO_IDS } from "../board/ui";
import type { Box } from "../doc/edits";
import { createStore, type Store } from "../store/store";
import { contains, grown } from "./spatial";

/** Below this nothing small can be read or hit. */
export const FAR_ZOOM = 0.35;
/** Nothing is mounted while one still zooms: every frame would paint it at another size. */
const REST_MS = 120;
/** After the last item is mounted, pictures still have to be decoded. */
const BITMAP_STAYS_MS = 400;
const FIRST_CHUNK = 6;
const SLOW_STEP_MS = 28;
/** How far around what is seen items are kept at hand, in parts of its longer side. */
const AT_HAND = 0.4;
/** Looking closer by more than this lets go of what is far around. */
const MOST_AT_HAND = 4;

export type Mounted = "all" | ReadonlySet<string>;

type Clock = {
  readonly now: () => number;
  readonly nextFrame: (step: () => void) => void;
  readonly later: (step: () => void, ms: number) => void;
};

export class Layers {
  /** What React Flow is given. */
  readonly mounted: Store<Mounted> = createStore<Mounted>(NO_IDS);
  /** What is mounted wherever it lies: focused, written in, playing, or dragged while near. */
  readonly held: Store<ReadonlySet<string>> = createStore<ReadonlySet<string>>(NO_IDS);
  /** Where items are at hand while all are mounted that are seen; null is everywhere. */
  readonly near: Store<Box | null> = createStore<Box | null>(null);
  /** Whether the board is seen from afar. */
  readonly far: Store<boolean> = createStore(false);
  /** Whether all that is in view has been drawn for the first time, in whichever layer. */
  readonly drawn: Store<boolean>;
  /** Whether the bitmap is shown. */
  readonly bitmap: Store<boolean> = createStore(false);
  /** The items in view, those to be mounted first at the start. */
  inView: () => readonly string[] = () => [];
  private readonly holding = new Map<string, ReadonlySet<string>>();
  /** Whether the board has been brought into view. */
  begun = false;
  private isStepping = false;
  private chunk = FIRST_CHUNK;
  private lastStep = 0;
  private zoom = 1;
  private zoomedAt = -Infinity;

  constructor(
    session: Pick<Session, "ui">,
    private readonly clock: Clock,
  ) {
    const { drag, drawn, editing } = session.ui;
    this.drawn = drawn;
    drag.subscribe(() => {
      const ids = drag.get();
      if (ids.size === 0) this.hold("drag", NO_IDS);
      else if (!this.far.get() && !this.holding.has("drag")) this.hold("drag", new Set(ids.keys()));
    });
    editing.subscribe(() => {
      const id = editing.get();
      this.hold("editing", id === null ? NO_IDS : new Set([id]));
    });
  }

  /** The board is there and has been brought into view. */
  begin(zoom: number): void {
    if (this.begun) return;
    this.begun = true;
    this.zoom = zoom;
    const far = zoom < FAR_ZOOM;
    this.far.set(far);
    this.bitmap.set(far);
    if (!far) this.mountMore();
  }

  zoomed(zoom: number): void {
    const far = zoom < FAR_ZOOM;
    if (zoom !== this.zoom) this.zoomedAt = this.clock.now();
    this.zoom = zoom;
    if (!this.begun || far === this.far.get()) return;
    this.far.set(far);
    this.bitmap.set(true);
    if (!far) this.mountMore();
  }

  /** One looks at a part of the board: items around it are had at hand, in steps of half a screen. */
  look(seen: Box): void {
    const near = this.near.get();
    if (near && contains(near, seen) && near.w < seen.w * MOST_AT_HAND) return;
    this.near.set(grown(seen, Math.max(seen.w, seen.h) * AT_HAND));
  }

  /** The bitmap shows all that is in view: what lies over it may go. */
  complete(): void {
    if (!this.begun || !this.far.get()) return;
    this.mounted.set(NO_IDS);
    this.drawn.set(true);
  }

  /** Keep items mounted for a reason, in place of those kept for it before. */
  hold(reason: string, ids: ReadonlySet<string>): void {
    if (ids.size === 0 && !this.holding.has(reason)) return;
    if (ids.size === 0) this.holding.delete(reason);
    else this.holding.set(reason, ids);
    const all = new Set([...this.holding.values()].flatMap((held) => [...held]));
    const before = this.held.get();
    if (all.size === before.size && [...all].every((id) => before.has(id))) return;
    this.held.set(all);
  }

  private mountMore(): void {
    if (this.isStepping || this.mounted.get() === "all") return;
    this.chunk = FIRST_CHUNK;
    this.lastStep = this.clock.now();
    this.isStepping = true;
    this.step();
  }

  private readonly step = (): void => {
    this.isStepping = false;
    const mounted = this.mounted.get();
    if (this.far.get() || mounted === "all") return;
    if (this.clock.now() - this.zoomedAt < REST_MS) {
      this.lastStep = this.clock.now();
      this.again();
      return;
    }
    const missing = this.inView().filter((id) => !mounted.has(id));
    this.pace();
    if (missing.length <= this.chunk) {
      this.mounted.set("all");
      this.drawn.set(true);
      this.clock.later(() => {
        if (!this.far.get()) this.bitmap.set(false);
      }, BITMAP_STAYS_MS);
      return;
    }
    this.mounted.set(new Set([...mounted, ...missing.slice(0, this.chunk)]));
    this.again();
  };

  private again(): void {
    this.isStepping = true;
    this.clock.nextFrame(this.step);
  }

  /** More at once where there is time for it. */
  private pace(): void {
    const now = this.clock.now();
    this.chunk = now - this.lastStep < SLOW_STEP_MS ? this.chunk * 2 : FIRST_CHUNK;
    this.lastStep = now;
  }
}
