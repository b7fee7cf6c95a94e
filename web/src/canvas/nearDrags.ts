/**
 * Moves the mounted items that somebody is dragging, this person or another, and the ends of their
 * edges, by hand: nothing that React draws is drawn again because a hand moves. Knows the DOM, not
 * React.
 */
import type { Edge, Point } from "../doc/schema";
import { pathOf as inkPathOf } from "../ink/shape";
import { curveOf, pathOf } from "./curve";
import type { RemoteDrags } from "./remoteDrags";
import type { Piece, Scene } from "./scene";
import { wireElementId } from "./Wire";

/** So many are drawn apart from the rest while they move: nothing under them is painted again. */
const MOST_APART = 24;

type Positions = ReadonlyMap<string, Point>;
const NOWHERE: Positions = new Map();

export class NearDrags {
  private moved: Positions = NOWHERE;
  private frame = 0;
  private readonly elements = new Map<string, HTMLElement>();

  constructor(
    private readonly root: HTMLElement,
    private readonly scene: Scene,
    private readonly drags: RemoteDrags,
    /** What this person drags. */
    private readonly own: () => Positions,
  ) {}

  /** Something was heard, or this person's hand moved: in the next frame all is where it belongs. */
  readonly update = (): void => {
    if (this.frame === 0 && !this.isAtRest) this.frame = requestAnimationFrame(this.step);
  };

  /** The mounted items were drawn anew. */
  readonly redrawn = (): void => {
    if (!this.isAtRest) this.place();
    this.update();
  };

  dispose(): void {
    cancelAnimationFrame(this.frame);
    this.putAll(this.moved.keys(), NOWHERE);
  }

  private get isAtRest(): boolean {
    return this.drags.ids.get().size === 0 && this.own().size === 0 && this.moved.size === 0;
  }

  private readonly step = (): void => {
    this.frame = 0;
    this.place();
    if (this.drags.isMoving(performance.now())) this.update();
  };

  private place(): void {
    this.scene.refresh();
    const positions = this.drags.positions(performance.now());
    for (const [id, at] of this.own()) positions.set(id, at);
    this.putAll(new Set([...this.moved.keys(), ...positions.keys()]), positions);
    this.moved = positions;
    if (positions.size === 0) this.elements.clear();
  }

  /** What is dragged by nobody goes where the document has it: React believes that it is there. */
  private putAll(moved: Iterable<string>, positions: Positions): void {
    const edges = new Set<Edge>();
    const isApart = positions.size <= MOST_APART;
    const ids = new Set(moved);
    for (const id of ids) {
      const at = positions.get(id) ?? this.scene.get(id)?.position;
      const element = this.elementOf(id);
      if (at && element) element.style.transform = `translate(${at.x}px,${at.y}px)`;
      if (element) setApart(element, isApart && positions.has(id));
      for (const { edge } of this.scene.wiresAt(id)) edges.add(edge);
    }
    for (const edge of edges) this.draw(edge, positions, isApart);
    for (const arrow of this.scene.arrowsAt(ids)) this.lead(arrow, positions);
  }

  /** An arrow follows what it sticks to. */
  private lead(arrow: Piece, positions: Positions): void {
    const lines = this.elementOf(arrow.id)?.querySelectorAll("[data-ink] path") ?? [];
    if (lines.length === 0) return;
    const layout = { ...arrow.layout, line: this.scene.lineAt(arrow, positions) };
    const path = inkPathOf({ ...arrow, layout });
    for (const line of lines) line.setAttribute("d", path);
  }

  private draw(edge: Edge, positions: Positions, isApart: boolean): void {
    const group = document.getElementById(wireElementId(edge.id))?.parentElement;
    if (!group) return;
    const moves = positions.has(edge.source) || positions.has(edge.target);
    const sheet = group.closest("svg");
    if (sheet) setApart(sheet, isApart && moves);
    const [source, target] = [edge.source, edge.target].map((end) => {
      const piece = this.scene.get(end);
      return piece && { layout: piece.layout, position: positions.get(end) ?? piece.position };
    });
    const curve = source && target && curveOf(edge, source, target);
    if (!curve) return;
    const path = pathOf(curve);
    for (const line of group.querySelectorAll("path")) line.setAttribute("d", path);
  }

  private elementOf(id: string): HTMLElement | null {
    const known = this.elements.get(id);
    if (known?.isConnected) return known;
    const selector = `.react-flow__node[data-id="${CSS.escape(id)}"]`;
    const element = this.root.querySelector<HTMLElement>(selector);
    if (element) this.elements.set(id, element);
    return element;
  }
}

function setApart({ style }: HTMLElement | SVGElement, isApart: boolean): void {
  const wanted = isApart ? "transform" : "";
  if (style.willChange !== wanted) style.willChange = wanted;
}
