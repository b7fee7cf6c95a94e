/**
 * Moves this person's view after somebody else's, easing from one place they say to the next.
 *
 * Any other move of the view is this person's own, and ends it. Knows neither DOM nor React.
 */
import { eased, isThere, lookAt, type Look, type Size } from "./camera";
import type { Presence } from "./presence";
import type { Together } from "./together";

/** The view as the canvas has it: where the board's origin is on the screen, and the zoom. */
export type Transform = readonly [x: number, y: number, zoom: number];

export type Ground = {
  readonly transform: () => Transform;
  readonly size: () => Size;
  readonly move: (transform: Transform) => void;
  readonly zooms: { readonly least: number; readonly most: number };
  /** The next frame; the answer calls it off. */
  readonly frame: (draw: (now: number) => void) => () => void;
  readonly jumps: boolean;
};

/** What a frame at most makes up for, after the page was hidden. */
const LONGEST_MS = 100;
const FIRST_MS = 16;

export class Pursuit {
  private waiting: (() => void) | null = null;
  private drawnAt: number | null = null;
  private isOurs = false;

  constructor(
    private readonly presence: Presence,
    private readonly together: Together,
    private readonly ground: Ground,
  ) {}

  /** Somebody looks elsewhere, or somebody else is followed. */
  readonly update = (): void => {
    if (this.together.following.get()) this.waiting ??= this.ground.frame(this.draw);
    else this.dispose();
  };

  /** The view moved. */
  readonly moved = (): void => {
    if (!this.isOurs && this.together.following.get()) this.together.leave();
  };

  dispose(): void {
    this.waiting?.();
    this.waiting = null;
    this.drawnAt = null;
  }

  private readonly draw = (now: number): void => {
    const ms = this.drawnAt === null ? FIRST_MS : Math.min(LONGEST_MS, now - this.drawnAt);
    this.waiting = null;
    const followed = this.together.following.get();
    const goal = followed && this.goal(followed.client);
    if (!followed || !goal) {
      this.drawnAt = null;
      return;
    }
    const look = this.look();
    if (!isThere(look, goal)) {
      const nearer = this.ground.jumps ? goal : eased(look, goal, ms);
      const next = isThere(nearer, goal) ? goal : nearer;
      this.show(next);
      if (next !== goal) {
        this.drawnAt = now;
        this.waiting = this.ground.frame(this.draw);
        return;
      }
    }
    this.drawnAt = null;
    if (followed.why === "jump") this.together.leave();
  };

  private goal(client: number): Look | null {
    const { ground, presence } = this;
    const size = ground.size();
    const box = presence.peer(client)?.viewport;
    if (!box || size.w === 0) return null;
    return lookAt(box, size, ground.zooms.least, ground.zooms.most);
  }

  private look(): Look {
    const [x, y, zoom] = this.ground.transform();
    const { w, h } = this.ground.size();
    return { x: (w / 2 - x) / zoom, y: (h / 2 - y) / zoom, zoom };
  }

  private show({ x, y, zoom }: Look): void {
    const { w, h } = this.ground.size();
    this.isOurs = true;
    this.ground.move([w / 2 - x * zoom, h / 2 - y * zoom, zoom]);
    this.isOurs = false;
  }
}
