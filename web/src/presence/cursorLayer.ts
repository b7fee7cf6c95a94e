/** Draws cursors into an element and glides them from place to place. Knows the DOM, not React. */
import type { Point } from "../doc/schema";
import { inkOn } from "../ui/color";
import type { Peer } from "./peers";

/** The time a cursor takes to reach where it was last seen: about two messages. */
const GLIDE_MS = 70;
const ARROW = "M1 1 L1 15 L5 11.4 L7.7 17.4 L10.4 16.2 L7.7 10.3 L13 10 Z";

type Cursor = {
  readonly element: HTMLElement;
  from: Point;
  to: Point;
  since: number;
};

type Names = Readonly<Record<string, string | undefined>>;

export class CursorLayer {
  private readonly cursors = new Map<number, Cursor>();
  private transform: readonly [number, number, number] = [0, 0, 1];
  private frame = 0;
  private readonly jump = matchMedia("(prefers-reduced-motion: reduce)").matches;

  constructor(
    private readonly root: HTMLElement,
    private readonly names: Names,
  ) {}

  show(peers: Iterable<Peer>): void {
    const seen = new Set<number>();
    for (const peer of peers) {
      if (!peer.cursor) continue;
      seen.add(peer.client);
      this.aim(peer, peer.cursor);
    }
    for (const [client, { element }] of this.cursors) {
      if (seen.has(client)) continue;
      element.remove();
      this.cursors.delete(client);
    }
    this.later();
  }

  view(transform: readonly [number, number, number]): void {
    if (transform === this.transform) return;
    this.transform = transform;
    this.draw();
  }

  dispose(): void {
    cancelAnimationFrame(this.frame);
    this.root.replaceChildren();
  }

  private aim(peer: Peer, to: Point): void {
    const now = performance.now();
    const cursor = this.cursors.get(peer.client);
    if (!cursor) {
      const element = this.make(peer);
      this.cursors.set(peer.client, { element, from: to, to, since: now });
    } else if (cursor.to.x !== to.x || cursor.to.y !== to.y) {
      cursor.from = this.place(cursor, now);
      cursor.to = to;
      cursor.since = now;
    }
  }

  private make({ person }: Peer): HTMLElement {
    const element = document.createElement("div");
    element.className = this.names.cursor ?? "";
    element.dataset.cursor = person.name;
    element.innerHTML = `<svg width="15" height="19" viewBox="0 0 15 19"><path d="${ARROW}"/></svg>`;
    element.style.color = person.color;
    const name = document.createElement("span");
    name.textContent = person.name;
    name.style.background = person.color;
    name.style.color = inkOn(person.color);
    element.append(name);
    this.root.append(element);
    return element;
  }

  private place({ from, to, since }: Cursor, now: number): Point {
    const share = this.jump ? 1 : Math.min(1, (now - since) / GLIDE_MS);
    return { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share };
  }

  private later(): void {
    if (this.frame === 0) this.frame = requestAnimationFrame(this.draw);
  }

  private readonly draw = (): void => {
    cancelAnimationFrame(this.frame);
    this.frame = 0;
    const now = performance.now();
    const [tx, ty, zoom] = this.transform;
    let moving = false;
    for (const cursor of this.cursors.values()) {
      const { x, y } = this.place(cursor, now);
      cursor.element.style.transform = `translate(${x * zoom + tx}px, ${y * zoom + ty}px)`;
      moving ||= now - cursor.since < GLIDE_MS;
    }
    if (moving) this.later();
  };
}
