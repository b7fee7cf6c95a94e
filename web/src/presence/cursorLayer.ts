/** Draws cursors into an element and glides them from place to place. Knows the DOM, not React. */
import type { Point } from "../doc/schema";
import { inkOn } from "../ui/color";
import { Glide } from "./glide";
import type { Peer } from "./peers";

const ARROW = "M1 1 L1 15 L5 11.4 L7.7 17.4 L10.4 16.2 L7.7 10.3 L13 10 Z";

type Cursor = { readonly element: HTMLElement; readonly glide: Glide };

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
    const cursor = this.cursors.get(peer.client);
    if (cursor) cursor.glide.aim(to, performance.now());
    else this.cursors.set(peer.client, { element: this.make(peer), glide: new Glide(to) });
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

  private later(): void {
    if (this.frame === 0) this.frame = requestAnimationFrame(this.draw);
  }

  private readonly draw = (): void => {
    cancelAnimationFrame(this.frame);
    this.frame = 0;
    const now = performance.now();
    const [tx, ty, zoom] = this.transform;
    let moving = false;
    for (const { element, glide } of this.cursors.values()) {
      const { x, y } = this.jump ? glide.target : glide.at(now);
      element.style.transform = `translate(${x * zoom + tx}px, ${y * zoom + ty}px)`;
      moving ||= glide.isMoving(now);
    }
    if (moving) this.later();
  };
}
