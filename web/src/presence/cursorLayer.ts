/** Draws cursors into an element and glides them from place to place. Knows the DOM, not React. */
import type { Point } from "../doc/schema";
import { inkOn } from "../ui/color";
import { Glide } from "./glide";
import type { Peer } from "./peers";

const ARROW = "M1 1 L1 15 L5 11.4 L7.7 17.4 L10.4 16.2 L7.7 10.3 L13 10 Z";

/** Words whose end was never heard fade by themselves. */
const CHAT_FADES_MS = 8_000;

type Cursor = {
  readonly element: HTMLElement;
  readonly glide: Glide;
  readonly words: HTMLElement;
  said: string;
  fading?: ReturnType<typeof setTimeout>;
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
    for (const [client, { element, fading }] of this.cursors) {
      if (seen.has(client)) continue;
      clearTimeout(fading);
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
    for (const { fading } of this.cursors.values()) clearTimeout(fading);
    this.root.replaceChildren();
  }

  private aim(peer: Peer, to: Point): void {
    const known = this.cursors.get(peer.client);
    const cursor = known ?? this.make(peer, to);
    if (known) known.glide.aim(to, performance.now());
    else this.cursors.set(peer.client, cursor);
    cursor.element.toggleAttribute("data-away", peer.away);
    if (peer.chat !== cursor.said) this.speak(cursor, peer.chat);
  }

  private speak(cursor: Cursor, said: string): void {
    clearTimeout(cursor.fading);
    cursor.said = said;
    cursor.element.toggleAttribute("data-speaks", said !== "");
    // What fades is still read while it does.
    if (said === "") return;
    cursor.words.textContent = said;
    cursor.fading = setTimeout(() => cursor.element.removeAttribute("data-speaks"), CHAT_FADES_MS);
  }

  private make({ person }: Peer, at: Point): Cursor {
    const element = document.createElement("div");
    element.className = this.names.cursor ?? "";
    element.dataset.cursor = person.name;
    element.innerHTML = `<svg width="15" height="19" viewBox="0 0 15 19"><path d="${ARROW}"/></svg>`;
    element.style.color = person.color;
    const label = document.createElement("div");
    label.style.background = person.color;
    label.style.color = inkOn(person.color);
    const [name, words] = [document.createElement("span"), document.createElement("span")];
    name.textContent = person.name;
    name.className = this.names.name ?? "";
    words.className = this.names.words ?? "";
    label.append(name, words);
    element.append(label);
    this.root.append(element);
    return { element, glide: new Glide(at), words, said: "" };
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
