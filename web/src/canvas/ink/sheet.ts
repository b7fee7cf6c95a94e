/** Lines that are being drawn, this person's and others', over the board. Knows the DOM, not React. */
import { inkOf } from "../../ink/ink";

type Look = { readonly color: string | null; readonly width: number };
const SVG = "http://www.w3.org/2000/svg";

export class Sheet {
  private readonly lines = new Map<string, SVGPathElement>();
  private readonly ground = document.createElementNS(SVG, "g");

  constructor(root: SVGSVGElement) {
    root.replaceChildren(this.ground);
  }

  view([x, y, zoom]: readonly [number, number, number]): void {
    this.ground.setAttribute("transform", `translate(${x},${y}) scale(${zoom})`);
  }

  show(key: string, path: string, { color, width }: Look): void {
    const line = this.lines.get(key) ?? this.make(key);
    line.setAttribute("d", path);
    line.style.stroke = inkOf(color);
    line.style.strokeWidth = String(width);
  }

  hide(key: string): void {
    this.lines.get(key)?.remove();
    this.lines.delete(key);
  }

  /** All but these, of those whose key begins so. */
  hideOthers(prefix: string, kept: ReadonlySet<string>): void {
    for (const key of [...this.lines.keys()]) {
      if (key.startsWith(prefix) && !kept.has(key)) this.hide(key);
    }
  }

  private make(key: string): SVGPathElement {
    const line = document.createElementNS(SVG, "path");
    line.dataset.line = key;
    this.ground.append(line);
    this.lines.set(key, line);
    return line;
  }
}
