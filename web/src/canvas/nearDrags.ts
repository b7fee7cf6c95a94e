/**
 * Moves the mounted items that somebody else is dragging, and the ends of their edges, by hand:
 * nothing that React draws is drawn again because somebody moves a hand. Knows the DOM, not React.
 */
import type { Point } from "../doc/schema";
import { curveOf, pathOf } from "./curve";
import type { RemoteDrags } from "./remoteDrags";
import type { Scene } from "./scene";

export class NearDrags {
  private moved = new Set<string>();
  private frame = 0;

  constructor(
    private readonly root: HTMLElement,
    private readonly scene: Scene,
    private readonly drags: RemoteDrags,
  ) {}

  /** Something was heard, or the mounted items were drawn anew. */
  readonly update = (): void => {
    if (this.drags.ids.get().size === 0 && this.moved.size === 0) return;
    this.place();
    if (this.frame === 0 && this.drags.isMoving(performance.now())) {
      this.frame = requestAnimationFrame(() => {
        this.frame = 0;
        this.update();
      });
    }
  };

  dispose(): void {
    cancelAnimationFrame(this.frame);
    for (const id of this.moved) this.restore(id);
  }

  private place(): void {
    const positions = this.drags.positions(performance.now());
    for (const [id, position] of positions) this.put(id, position, positions);
    for (const id of this.moved) if (!positions.has(id)) this.restore(id);
    this.moved = new Set(positions.keys());
  }

  private put(id: string, { x, y }: Point, positions: ReadonlyMap<string, Point>): void {
    const element = this.find(`.react-flow__node[data-id="${CSS.escape(id)}"]`);
    if (element) element.style.transform = `translate(${x}px,${y}px)`;
    for (const { edge } of this.scene.wiresAt(id)) {
      const [source, target] = [edge.source, edge.target].map((end) => {
        const piece = this.scene.get(end);
        return piece && { layout: piece.layout, position: positions.get(end) ?? piece.position };
      });
      const curve = source && target && curveOf(edge, source, target);
      if (curve) this.draw(edge.id, pathOf(curve));
    }
  }

  /** Where the document has it; React does not write again what it believes is there. */
  private restore(id: string): void {
    const piece = this.scene.get(id);
    if (piece) this.put(id, piece.position, new Map());
  }

  private draw(edge: string, path: string): void {
    const group = this.find(`.react-flow__edge[data-id="${CSS.escape(edge)}"]`);
    for (const line of group?.querySelectorAll("path") ?? []) line.setAttribute("d", path);
  }

  private find(selector: string): HTMLElement | null {
    return this.root.querySelector<HTMLElement>(selector);
  }
}
