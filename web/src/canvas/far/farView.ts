/**
 * The board from afar, on one canvas: tiles that are drawn once and copied in each frame, and above
 * them what moves, what runs and what is selected. Knows the DOM, not React.
 *
 * Tiles are made for the zoom at which one rests, so that they are copied pixel by pixel. While one
 * zooms the whole canvas is stretched as it is, which the compositor does, and drawn again only when
 * it no longer reaches; then the last tiles are stretched, over the overview.
 */
import type { Session } from "../../board/session";
import type { Box } from "../../doc/edits";
import type { Point } from "../../doc/schema";
import { boxOfCurve } from "../curve";
import type { Layers } from "../layers";
import type { RemoteDrags } from "../remoteDrags";
import type { Piece, Scene, SceneChange } from "../scene";
import { grown } from "../spatial";
import { drawAbove } from "./above";
import type { Forming } from "./forming";
import { Lifted } from "./lifted";
import type { Overview } from "./overview";
import type { Painter } from "./painter";
import { stretch, wider, type View } from "./stretch";
import { TILE } from "./tiles";
import { TileSet } from "./tileSet";

/** What a frame may spend on drawing tiles. */
const FRAME_BUDGET_MS = 6;
/** The first time there is nothing to be moved that a long frame could hold up. */
const FIRST_BUDGET_MS = 120;
/** One rests once the zoom has not changed for so long. */
const REST_MS = 110;
/** Tiles stretched or shrunk further than this are drawn anew while one still zooms. */
const MOST_STRETCH = 2.2;
/** One picture is all over the board: drawing each as it comes would draw all of it each time. */
const GATHER_MS = 120;
/** More are awaited for so long, while any is on its way. */
const AWAIT_MS = 1_500;
/** While one zooms, what else has changed may wait for so long. */
const REDRAW_MS = 90;

export type FarParts = {
  readonly session: Session;
  readonly scene: Scene;
  readonly layers: Layers;
  readonly drags: RemoteDrags;
  readonly painter: Painter;
  readonly overview: Overview;
  readonly forming: Forming;
};

export class FarView {
  private tiles: TileSet | null = null;
  /** The tiles of the zoom before, until the new ones are all there. */
  private back: TileSet | null = null;
  private readonly sheet = new Lifted();
  private view: View = { x: 0, y: 0, zoom: 1 };
  private size = { w: 0, h: 0 };
  /** What the canvas was drawn for, and when; null where it has to be drawn anew. */
  private drawn: View | null = null;
  private drawnAt = -Infinity;
  private isStale = true;
  /** Nothing has changed but pictures that have come: they are shown when all are on the tiles. */
  private isPicturing = false;
  private zoomedAt = -Infinity;
  private isZoomingOut = false;
  private frame = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** Pictures that have come and are not drawn yet. */
  private readonly come = new Set<string>();
  private coming: ReturnType<typeof setTimeout> | undefined;
  private comingSince = 0;
  /** Just dropped: drawn above until the tiles have them. */
  private landing: ReadonlySet<string> = new Set();

  constructor(
    private readonly canvas: HTMLCanvasElement,
    private readonly parts: FarParts,
  ) {}

  resize(w: number, h: number): void {
    const { painter } = this.parts;
    painter.ratio = window.devicePixelRatio;
    this.size = { w, h };
    const [width, height] = [Math.round(w * painter.ratio), Math.round(h * painter.ratio)];
    if (this.canvas.width === width && this.canvas.height === height) return;
    this.canvas.width = width;
    this.canvas.height = height;
    this.drawn = null;
    if (this.isShown) this.draw();
  }

  look([x, y, zoom]: readonly [number, number, number]): void {
    const { view } = this;
    if (x === view.x && y === view.y && zoom === view.zoom) return;
    if (zoom !== view.zoom) {
      this.zoomedAt = performance.now();
      this.isZoomingOut = zoom < view.zoom;
    }
    this.view = { x, y, zoom };
    this.parts.layers.zoomed(zoom);
    this.later();
  }

  /** Something may look different: draw in the next frame. */
  readonly update = (): void => {
    this.isStale = true;
    this.isPicturing = false;
    this.later();
  };

  private later(): void {
    if (this.frame === 0 && this.isShown) this.frame = requestAnimationFrame(this.draw);
  }

  readonly changed = (changes: readonly SceneChange[], wires: readonly Box[]): void => {
    for (const { before, after } of changes) {
      if (before) this.dirty(before.box);
      if (after) this.dirty(after.box);
    }
    for (const box of wires) this.dirty(box);
  };

  /** A picture has come: what shows it is drawn again, with what else comes in that moment. */
  readonly pictured = (asset: string): void => {
    if (this.come.size === 0) this.comingSince = performance.now();
    this.come.add(asset);
    this.coming ??= setTimeout(this.takePictures, GATHER_MS);
  };

  private readonly takePictures = (): void => {
    this.coming = undefined;
    const { pictures } = this.parts.painter;
    if (pictures.isLoading && performance.now() - this.comingSince < AWAIT_MS) {
      this.coming = setTimeout(this.takePictures, GATHER_MS);
      return;
    }
    const come = [...this.come];
    this.come.clear();
    for (const piece of this.parts.scene.all()) {
      if (come.some((asset) => shows(piece, asset))) this.dirty(piece.box);
    }
    this.sheet.forget();
    const isAlone = !this.isStale && this.frame === 0;
    this.update();
    this.isPicturing = isAlone;
  };

  dispose(): void {
    cancelAnimationFrame(this.frame);
    clearTimeout(this.timer);
    clearTimeout(this.coming);
  }

  private get isShown(): boolean {
    return this.parts.layers.bitmap.get();
  }

  private dirty(box: Box): void {
    const { painter, overview } = this.parts;
    for (const set of [this.tiles, this.back]) set?.dirty(grown(box, painter.reach(set.scale)));
    overview.dirty(box);
  }

  private readonly draw = (): void => {
    cancelAnimationFrame(this.frame);
    this.frame = 0;
    const ctx = this.canvas.getContext("2d");
    if (!ctx || !this.isShown || this.size.w === 0) return;
    const start = performance.now();
    if (this.isZooming(start) && this.stretched(start)) {
      this.wake();
      return;
    }
    const { scene, drags, layers } = this.parts;
    const budget = layers.drawn.get() ? FRAME_BUDGET_MS : FIRST_BUDGET_MS;
    const isTimeUp = (): boolean => performance.now() - start > budget;
    scene.refresh();
    const positions = drags.positions(start);
    for (const [id, at] of this.parts.session.ui.drag.get()) positions.set(id, at);
    this.lift(positions);
    const view =
      this.isZooming(start) && this.isZoomingOut ? wider(this.view, this.size) : this.view;
    const area = this.areaOf(view);
    const isComplete = this.prepare(area, isTimeUp);
    if (!isComplete && this.isPicturing && this.drawn === view && positions.size === 0) {
      this.later();
      return;
    }
    this.copy(ctx, view, area, isComplete);
    this.above(ctx, view, area, positions);
    this.drawn = view;
    this.drawnAt = start;
    this.isStale = false;
    this.canvas.style.transform = stretch(view, this.view, this.size) ?? "";
    if (isComplete && view === this.view) {
      // What is not seen waits for the next frame.
      if (layers.drawn.get()) this.settled(area, isTimeUp);
      else this.update();
      layers.complete();
    }
    const goesOn = !isComplete || drags.isMoving(start);
    if (goesOn) this.update();
    else if (!this.isAtRest(start)) this.wake();
  };

  private isZooming(now: number): boolean {
    return this.drawn !== null && now - this.zoomedAt < REST_MS;
  }

  /** Whether the canvas as it is drawn could be stretched to show what is seen now. */
  private stretched(now: number): boolean {
    if (!this.drawn || (this.isStale && now - this.drawnAt > REDRAW_MS)) return false;
    const transform = stretch(this.drawn, this.view, this.size);
    if (transform !== null) this.canvas.style.transform = transform;
    return transform !== null;
  }

  private isAtRest(now: number): boolean {
    return now - this.zoomedAt >= REST_MS || this.zoom === this.tiles?.scale;
  }

  private wake(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(this.update, REST_MS);
  }

  /** Pixels of the screen per unit of the canvas. */
  private get zoom(): number {
    return this.view.zoom * this.parts.painter.ratio;
  }

  private areaOf({ x, y, zoom }: View): Box {
    return { x: -x / zoom, y: -y / zoom, w: this.size.w / zoom, h: this.size.h / zoom };
  }

  /** What is dragged leaves the tiles when the drag begins, and comes back when it lands. */
  private lift(positions: ReadonlyMap<string, Point>): void {
    const { painter, scene } = this.parts;
    const before = painter.lifted;
    const isSame = positions.size === before.size && [...before].every((id) => positions.has(id));
    if (isSame) return;
    const lifted = new Set(positions.keys());
    this.landing = new Set([...this.landing, ...before].filter((id) => !lifted.has(id)));
    painter.lifted = lifted;
    for (const id of new Set([...before, ...lifted])) {
      if (before.has(id) && lifted.has(id)) continue;
      const piece = scene.get(id);
      if (!piece) continue;
      this.dirty(piece.box);
      for (const { curve } of scene.wiresAt(id)) this.dirty(boxOfCurve(curve));
    }
  }

  /** True when every tile in view is as it should be. */
  private prepare(area: Box, isTimeUp: () => boolean): boolean {
    const { painter, layers } = this.parts;
    const scale = this.tiles?.scale ?? 0;
    const stretch = Math.max(this.zoom / scale, scale / this.zoom);
    const isDue = this.zoom !== scale && performance.now() - this.zoomedAt >= REST_MS;
    if (!this.tiles || isDue || stretch > MOST_STRETCH) {
      this.back = this.tiles ?? this.back;
      this.tiles = new TileSet(this.zoom, painter.paint, painter.isEmpty);
    }
    // At first nothing waits for a frame: whole tiles are drawn sooner than parts of them.
    const rows = layers.drawn.get() ? undefined : TILE;
    const isComplete = this.tiles.prepare(area, isTimeUp, rows);
    if (isComplete) {
      this.back = null;
      this.landing = new Set();
    }
    return isComplete;
  }

  private copy(ctx: CanvasRenderingContext2D, view: View, area: Box, isComplete: boolean): void {
    const { ratio } = this.parts.painter;
    const origin = { x: view.x * ratio, y: view.y * ratio };
    const zoom = view.zoom * ratio;
    ctx.setTransform(1, 0, 0, 1, 0, 0);
    ctx.clearRect(0, 0, this.canvas.width, this.canvas.height);
    if (!isComplete) {
      this.parts.overview.blit(ctx, area, origin, zoom);
      this.back?.blit(ctx, area, origin, zoom);
    }
    this.tiles?.blit(ctx, area, origin, zoom);
  }

  /** With time to spare: the ring around what is seen, and the overview. */
  private settled(area: Box, isTimeUp: () => boolean): void {
    const { overview, scene } = this.parts;
    const ring = this.tiles?.prepare(grown(area, Math.min(area.w, area.h) / 4), isTimeUp) ?? true;
    const bounds = scene.bounds();
    const rest = bounds === null || isTimeUp() || overview.prepare(bounds, isTimeUp);
    if (!ring || !rest) this.update();
  }

  private above(
    ctx: CanvasRenderingContext2D,
    view: View,
    area: Box,
    positions: ReadonlyMap<string, Point>,
  ): void {
    const { painter } = this.parts;
    const { ratio } = painter;
    const zoom = view.zoom * ratio;
    ctx.setTransform(zoom, 0, 0, zoom, view.x * ratio, view.y * ratio);
    const lifted = new Set([...positions.keys(), ...this.landing]);
    const parts = { ...this.parts, sheet: this.sheet };
    drawAbove(painter.brush(ctx, zoom), parts, { area, lifted, positions });
  }
}

function shows({ item, result }: Piece, asset: string): boolean {
  if (item.params.asset === asset) return true;
  const outputs = Object.values(result?.outputs ?? {});
  return outputs.some((list) => list.some((output) => "asset" in output && output.asset === asset));
}
