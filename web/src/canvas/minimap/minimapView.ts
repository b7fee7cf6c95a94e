/** Draws the minimap: the overview of the board, where one looks, and where the others look. */
import type { Session } from "../../board/session";
import type { Box } from "../../doc/edits";
import type { Point } from "../../doc/schema";
import type { Overview } from "../far/overview";
import type { Palette } from "../far/palette";
import type { Stage } from "../stage";
import { contains, joined } from "../spatial";
import { clipped, mappingOf, onBoard, onMap, type Mapping } from "./mapping";

export const MAP_SIZE = { w: 184, h: 124 };
const BUDGET_MS = 4;
/** What changes on the board within so long is drawn together. */
const GATHER_MS = 300;

export class MinimapView {
  private frame = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** Whether what changed since the board was drawn may be drawn by now. */
  private isDue = true;
  /** The board alone: what lies over it moves in every frame of a pan, and the board does not. */
  private readonly board = document.createElement("canvas");
  private drawn: Mapping | null = null;
  /** Stays as it is while the map is dragged, so that the board does not slip from under the hand. */
  private held: Mapping | null = null;

  constructor(
    private readonly canvas: HTMLCanvasElement,
    private readonly session: Session,
    private readonly stage: Stage,
    private readonly overview: Overview,
    private readonly palette: Palette,
  ) {}

  /** The board looks different. */
  readonly changed = (): void => {
    this.drawn = null;
    if (!this.isDue) return;
    this.isDue = false;
    this.timer = setTimeout(this.due, GATHER_MS);
  };

  private readonly due = (): void => {
    this.isDue = true;
    this.update();
  };

  /** Somebody looks elsewhere. */
  readonly update = (): void => {
    if (this.frame === 0) this.frame = requestAnimationFrame(this.draw);
  };

  /** The place of the board under a point of the map. */
  boardAt(point: Point): Point | null {
    const mapping = this.mapping();
    return mapping && onBoard(mapping, point);
  }

  hold(isHeld: boolean): void {
    this.held = isHeld ? this.mapping() : null;
    this.update();
  }

  dispose(): void {
    cancelAnimationFrame(this.frame);
    clearTimeout(this.timer);
  }

  private mapping(): Mapping | null {
    if (this.held) return this.held;
    const bounds = this.stage.scene.bounds();
    return bounds && mappingOf(bounds, MAP_SIZE);
  }

  private readonly draw = (): void => {
    this.frame = 0;
    const ctx = this.canvas.getContext("2d");
    const { scene, seen, layers } = this.stage;
    // The board itself comes first.
    if (!layers.drawn.get()) return;
    scene.refresh();
    const [mapping, bounds] = [this.mapping(), scene.bounds()];
    if (!ctx) return;
    const ratio = window.devicePixelRatio;
    const [width, height] = [Math.round(MAP_SIZE.w * ratio), Math.round(MAP_SIZE.h * ratio)];
    if (this.canvas.width !== width) Object.assign(this.canvas, { width, height });
    ctx.setTransform(1, 0, 0, 1, 0, 0);
    ctx.clearRect(0, 0, width, height);
    if (!mapping || !bounds) return;
    if ((this.isDue && !isSame(mapping, this.drawn)) || this.board.width !== width) {
      this.drawBoard(mapping, bounds, ratio);
    }
    ctx.drawImage(this.board, 0, 0);
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.people(ctx, mapping);
    // Where all of it is seen there is nothing to say.
    if (!contains(seen.get(), bounds)) this.here(ctx, onMap(mapping, seen.get()));
  };

  private drawBoard(mapping: Mapping, bounds: Box, ratio: number): void {
    const start = performance.now();
    const isTimeUp = (): boolean => performance.now() - start > BUDGET_MS;
    if (!this.overview.prepare(bounds, isTimeUp)) {
      this.update();
      return;
    }
    const { board } = this;
    Object.assign(board, { width: this.canvas.width, height: this.canvas.height });
    const ctx = board.getContext("2d");
    if (!ctx) return;
    const origin = { x: mapping.origin.x * ratio, y: mapping.origin.y * ratio };
    ctx.imageSmoothingQuality = "medium";
    this.overview.blit(ctx, bounds, origin, mapping.zoom * ratio);
    this.drawn = mapping;
  }

  private here(ctx: CanvasRenderingContext2D, box: Box): void {
    const { x, y, w, h } = clipped(box, MAP_SIZE, 1);
    const accent = this.palette.token("accent");
    ctx.fillStyle = accent;
    ctx.globalAlpha = 0.08;
    ctx.fillRect(x, y, w, h);
    ctx.globalAlpha = 1;
    ctx.strokeStyle = accent;
    ctx.lineWidth = 1.5;
    ctx.strokeRect(x, y, w, h);
  }

  /** Each person once, at all that they see, however many tabs they have. */
  private people(ctx: CanvasRenderingContext2D, mapping: Mapping): void {
    const views = new Map<string, { color: string; box: Box }>();
    for (const { person, viewport } of this.session.presence.others()) {
      if (!viewport || person.id === this.session.me.id) continue;
      const before = views.get(person.id)?.box ?? null;
      views.set(person.id, { color: person.color, box: joined(before, viewport) });
    }
    ctx.lineWidth = 1.25;
    for (const { color, box } of views.values()) {
      const { x, y, w, h } = clipped(onMap(mapping, box), MAP_SIZE, 1);
      ctx.strokeStyle = color;
      ctx.strokeRect(x, y, w, h);
    }
  }
}

function isSame(a: Mapping, b: Mapping | null): boolean {
  return a.zoom === b?.zoom && a.origin.x === b.origin.x && a.origin.y === b.origin.y;
}
