/** Draws stamps that rise from a place of the board and are gone. Knows the DOM, not React. */
import type { Point } from "../doc/schema";
import { inkOn } from "../ui/color";
import type { Transform } from "./pursuit";

const RISE_MS = 1_600;
const RISE_PX = 72;
/** What comes while so many are in the air is not drawn. */
const MOST = 40;

type Float = { readonly element: HTMLElement; readonly at: Point };

export class Floats {
  private readonly floats = new Set<Float>();
  private transform: Transform = [0, 0, 1];
  private readonly isStill = matchMedia("(prefers-reduced-motion: reduce)").matches;

  constructor(
    private readonly root: HTMLElement,
    private readonly names: Readonly<Record<string, string | undefined>>,
    /** The drawing of a stamp; null for one that is not known. */
    private readonly draw: (stamp: string) => Element | null,
  ) {}

  add(stamp: string, at: Point, color: string, whose: string): void {
    const drawing = this.draw(stamp);
    if (!drawing || this.floats.size >= MOST) return;
    const element = document.createElement("div");
    element.className = this.names.place ?? "";
    element.dataset.reaction = stamp;
    element.dataset.whose = whose;
    const badge = document.createElement("div");
    badge.className = this.names.stamp ?? "";
    badge.style.background = color;
    badge.style.color = inkOn(color);
    badge.append(drawing);
    element.append(badge);
    const float = { element, at };
    this.floats.add(float);
    this.place(float);
    this.root.append(element);
    // Each a little to one side, so that two of the same are two.
    const aside = (Math.random() - 0.5) * 36;
    const rise = badge.animate(this.isStill ? STILL : rising(aside), {
      duration: RISE_MS,
      easing: "ease-out",
    });
    rise.onfinish = () => {
      element.remove();
      this.floats.delete(float);
    };
  }

  view(transform: Transform): void {
    if (transform === this.transform) return;
    this.transform = transform;
    this.floats.forEach((float) => this.place(float));
  }

  dispose(): void {
    this.root.querySelectorAll("[data-reaction]").forEach((element) => element.remove());
    this.floats.clear();
  }

  private place({ element, at }: Float): void {
    const [tx, ty, zoom] = this.transform;
    element.style.transform = `translate(${at.x * zoom + tx}px, ${at.y * zoom + ty}px)`;
  }
}

const STILL = [{ opacity: 1 }, { opacity: 1, offset: 0.8 }, { opacity: 0 }];

function rising(aside: number): Keyframe[] {
  return [
    { opacity: 0, transform: "scale(0.4)" },
    { opacity: 1, transform: "scale(1.1)", offset: 0.12 },
    { opacity: 1, transform: `translate(${aside * 0.7}px, ${-RISE_PX * 0.7}px)`, offset: 0.6 },
    { opacity: 0, transform: `translate(${aside}px, ${-RISE_PX}px)` },
  ];
}
