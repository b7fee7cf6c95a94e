/**
 * The board from afar, on one canvas: tiles that are drawn once and copied in each frame, and above
 * them what moves and what is selected. Knows the DOM, not React.
 *
 * Tiles are made for the zoom at which one rests, so that they are copied pixel by pixel; while one
 * zooms the last ones are stretched, and the overview stands in where there are none.
 */
import type { Session } from "../../board/session";
import type { Box } from "../../doc/edits";
import type { Point } from "../../doc/schema";
import { boxOfCurve, curveOf } from "../curve";
import type { Layers } from "../layers";
import type { RemoteDrags } from "../remoteDrags";
import type { Piece, Scene, SceneChange } from "../scene";
import { grown, meet } from "../spatial";
import type { Brush } from "./brush";
import { drawMarks } from "./marks";
import type { Overview } from "./overview";
import type { Painter } from "./painter";
import { TileSet } from "./tileSet";

/** What a frame may spend on drawing tiles. */
const FRAME_BUDGET_MS = 6;
/** One rests once the zoom has not changed for so long. */
const REST_MS = 110;
/** Tiles stretched or shrunk further than this are drawn anew while one still zooms. */
const MOST_STRETCH = 2.2;

export type FarParts = {
  readonly session: Session;
  readonly scene: Scene;
  readonly layers: Layers;
  readonly drags: RemoteDrags;
  readonly painter: Painter;
  readonly overview: Overview;
};

type View = { readonly x: number; readonly y: number; readonly zoom: number };

export class FarView {
  private tiles: TileSet | null = null;
  /** The tiles of the zoom before, until the new ones are all there. */
  private back: TileSet | null = null;
  private view: View = { x: 0, y: 0, zoom: 1 };
  private size = { w: 0, h: 0 };
  private zoomedAt = -Infinity;
  private frame = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
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
    if (this.isShown) this.draw();
  }

  look([x, y, zoom]: readonly [number, number, number]): void {
    if (zoom !== this.view.zoom) this.zoomedAt = performance.now();
    this.view = { x, y, zoom };
    this.parts.layers.zoomed(zoom);
    this.update();
  }

  /** Something may look different: draw in the next frame. */
  readonly update = (): void => {
    if (this.frame === 0 && this.isShown) this.frame = requestAnimationFrame(this.draw);
  };

  readonly changed = (changes: readonly SceneChange[], wires: readonly Box[]): void => {
    for (const { before, after } of changes) {
      if (before) this.dirty(before.box);
      if (after) this.dirty(after.box);
    }
    for (const box of wires) this.dirty(box);
  };

  /** A picture has come: what shows it is drawn again. */
  readonly pictured = (asset: string): void => {
    for (const piece of this.parts.scene.all()) if (shows(piece, asset)) this.dirty(piece.box);
    this.update();
  };

  dispose(): void {
    cancelAnimationFrame(this.frame);
    clearTimeout(this.timer);
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
    const isTimeUp = (): boolean => performance.now() - start > FRAME_BUDGET_MS;
    const { scene, drags, layers } = this.parts;
    scene.refresh();
    const positions = drags.positions(start);
    for (const [id, at] of this.parts.session.ui.drag.get()) positions.set(id, at);
    this.lift(positions);
    const area = this.seen();
    const isComplete = this.prepare(area, isTimeUp);
    this.copy(ctx, area, isComplete);
    this.above(ctx, area, positions);
    if (isComplete) this.settled(area, isTimeUp);
    if (isComplete) layers.complete();
    const goesOn = !isComplete || drags.isMoving(start);
    if (goesOn) this.update();
    else if (!this.isAtRest(start)) this.wake();
  };

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

  private seen(): Box {
    const { x, y, zoom } = this.view;
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
    const { painter } = this.parts;
    const scale = this.tiles?.scale ?? 0;
    const stretch = Math.max(this.zoom / scale, scale / this.zoom);
    const isDue = this.zoom !== scale && performance.now() - this.zoomedAt >= REST_MS;
    if (!this.tiles || isDue || stretch > MOST_STRETCH) {
      this.back = this.tiles ?? this.back;
      this.tiles = new TileSet(this.zoom, painter.paint, painter.isEmpty);
    }
    const isComplete = this.tiles.prepare(area, isTimeUp);
    if (isComplete) {
      this.back = null;
      this.landing = new Set();
    }
    return isComplete;
  }

  private copy(ctx: CanvasRenderingContext2D, area: Box, isComplete: boolean): void {
    const { ratio } = this.parts.painter;
    const origin = { x: this.view.x * ratio, y: this.view.y * ratio };
    ctx.setTransform(1, 0, 0, 1, 0, 0);
    ctx.clearRect(0, 0, this.canvas.width, this.canvas.height);
    if (!isComplete) {
      this.parts.overview.blit(ctx, area, origin, this.zoom);
      this.back?.blit(ctx, area, origin, this.zoom);
    }
    this.tiles?.blit(ctx, area, origin, this.zoom);
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
    area: Box,
    positions: ReadonlyMap<string, Point>,
  ): void {
    const { painter, scene, session } = this.parts;
    const { ratio } = painter;
    ctx.setTransform(this.zoom, 0, 0, this.zoom, this.view.x * ratio, this.view.y * ratio);
    const brush = painter.brush(ctx, this.zoom);
    const lifted = [...new Set([...positions.keys(), ...this.landing])]
      .map((id) => moved(scene.get(id), positions.get(id)))
      .filter((piece) => piece !== null)
      .sort((a, b) => scene.rank(a.id) - scene.rank(b.id));
    for (const piece of lifted) this.wires(brush, piece, positions);
    for (const piece of lifted) if (meet(piece.box, area)) painter.piece(brush, piece);
    const boxOf = (id: string): Box | null => moved(scene.get(id), positions.get(id))?.box ?? null;
    drawMarks(brush, session, area, boxOf);
  }

  private wires(brush: Brush, piece: Piece, positions: ReadonlyMap<string, Point>): void {
    const { scene, painter } = this.parts;
    for (const { edge } of scene.wiresAt(piece.id)) {
      const source = moved(scene.get(edge.source), positions.get(edge.source));
      const target = moved(scene.get(edge.target), positions.get(edge.target));
      const curve = source && target && curveOf(edge, source, target);
      if (curve) painter.wire(brush, { edge, curve });
    }
  }
}

function moved(piece: Piece | undefined, position: Point | undefined): Piece | null {
  if (!piece || !position) return piece ?? null;
  return { ...piece, position, box: { ...piece.box, ...position } };
}

function shows({ item, result }: Piece, asset: string): boolean {
  if (item.params.asset === asset) return true;
  const outputs = Object.values(result?.outputs ?? {});
  return outputs.some((list) => list.some((output) => "asset" in output && output.asset === asset));
}
