/**
 * Gives an item the keyboard's focus wherever it lies: has it mounted, brings it into view, and when
 * it goes leaves the focus on the board. Knows the DOM, not React.
 */
import type { Session } from "../board/session";
import { isEditable } from "../commands/editable";
import type { Box } from "../doc/edits";
import type { Stage } from "./stage";

/** React mounts it in one of the next frames. */
const MOST_FRAMES = 30;

type Ground = {
  readonly root: HTMLElement;
  /** Brings a box into view, if it is not. */
  readonly show: (box: Box) => void;
};

export class Focusing {
  private wanted: string | null = null;

  constructor(
    private readonly stage: Stage,
    private readonly ground: Ground,
  ) {}

  focus(id: string): void {
    const { scene, layers } = this.stage;
    scene.refresh();
    const piece = scene.get(id);
    if (!piece) return;
    this.wanted = id;
    layers.hold("focus", new Set([id]));
    this.ground.show(piece.box);
    this.take(id, MOST_FRAMES);
  }

  private take(id: string, frames: number): void {
    if (this.wanted !== id) return;
    // Who has begun to write meanwhile goes on.
    if (frames < MOST_FRAMES && isEditable(document.activeElement)) return;
    const selector = `.react-flow__node[data-id="${CSS.escape(id)}"]`;
    const element = this.ground.root.querySelector<HTMLElement>(selector);
    if (element) {
      this.wanted = null;
      element.focus({ preventScroll: true });
    } else if (frames > 0) requestAnimationFrame(() => this.take(id, frames - 1));
  }
}

/** Once the item that had the focus is gone, the keys go on from the board. */
export function keepFocusOnBoard({ view }: Session, root: HTMLElement): () => void {
  let focused: string | null = null;
  const heed = (event: FocusEvent): void => {
    const target = event.target instanceof Element ? event.target : null;
    focused = target?.closest<HTMLElement>(".react-flow__node")?.dataset.id ?? null;
  };
  const follow = (): void => {
    const item = focused === null ? undefined : view.node(focused);
    if (focused === null || (item && !item.hidden)) return;
    focused = null;
    // React takes the element away after this.
    requestAnimationFrame(() => {
      const { activeElement } = document;
      if (activeElement === null || activeElement === document.body) {
        root.focus({ preventScroll: true });
      }
    });
  };
  // Only from here, not by going through it with Tab.
  root.tabIndex = -1;
  document.addEventListener("focusin", heed);
  const stop = view.subscribe("all", follow);
  return () => {
    document.removeEventListener("focusin", heed);
    stop();
  };
}
