/** The board at one scale on tiles that are drawn once, and again only where something changed. */
import type { Box } from "../../doc/edits";
import { joined } from "../spatial";
import type { Context } from "./brush";
import { areaOf, areaOfPixels, keyOf, pixelsOf, TILE, tilesOver, type TilePlace } from "./tiles";

/** Draws an area of the board; the context is in units of the canvas. False when it is empty. */
export type Paint = (ctx: Context, area: Box, scale: number) => void;
export type IsEmpty = (area: Box, scale: number) => boolean;

type Tile = {
  readonly place: TilePlace;
  /** Null while there is nothing on it. */
  canvas: HTMLCanvasElement | null;
  dirty: Box | null;
};

/** A megabyte each. */
const MOST_TILES = 80;
/** Drawn at once, so that time that is up is noticed: a whole tile takes a slow machine 50 ms. */
const ROWS = 128;

export class TileSet {
  private readonly tiles = new Map<string, Tile>();

  constructor(
    readonly scale: number,
    private readonly paint: Paint,
    private readonly isEmpty: IsEmpty,
  ) {}

  /** Draw what is missing of an area until the time is up; true when all of it is there. */
  prepare(area: Box, isTimeUp: () => boolean, rows = ROWS): boolean {
    for (const place of tilesOver(area, this.scale)) {
      const tile = this.tileAt(place);
      while (tile.dirty !== null) {
        if (isTimeUp()) return false;
        const { y, h } = tile.dirty;
        const done = Math.min(h, rows);
        this.redraw(tile, { ...tile.dirty, h: done });
        tile.dirty = done < h ? { ...tile.dirty, y: y + done, h: h - done } : null;
      }
    }
    this.forgetOldest();
    return true;
  }

  /** What a box shows is no longer so. */
  dirty(box: Box): void {
    for (const tile of this.tiles.values()) {
      const pixels = pixelsOf(box, tile.place, this.scale);
      if (pixels) tile.dirty = joined(tile.dirty, pixels);
    }
  }

  /** Copy what there is of an area; `origin` and `zoom` put the board on the target, in pixels. */
  blit(ctx: Context, area: Box, origin: { x: number; y: number }, zoom: number): void {
    const ratio = zoom / this.scale;
    const isExact = Math.abs(ratio - 1) < 1e-6;
    ctx.imageSmoothingEnabled = !isExact;
    const edge = (start: number, i: number): number =>
      Math.round(start) + Math.round(i * TILE * ratio);
    for (const { column, row } of tilesOver(area, this.scale)) {
      const canvas = this.tiles.get(keyOf({ column, row }))?.canvas;
      if (!canvas) continue;
      const [x, y] = [edge(origin.x, column), edge(origin.y, row)];
      if (isExact) ctx.drawImage(canvas, x, y);
      else {
        const [w, h] = [edge(origin.x, column + 1) - x, edge(origin.y, row + 1) - y];
        ctx.drawImage(canvas, x, y, w, h);
      }
    }
  }

  private tileAt(place: TilePlace): Tile {
    const key = keyOf(place);
    const tile = this.tiles.get(key) ?? {
      place,
      canvas: null,
      dirty: { x: 0, y: 0, w: TILE, h: TILE },
    };
    // Those used last stand last.
    this.tiles.delete(key);
    this.tiles.set(key, tile);
    return tile;
  }

  private redraw(tile: Tile, pixels: Box): void {
    const { place } = tile;
    if (this.isEmpty(areaOf(place, this.scale), this.scale)) {
      tile.canvas = null;
      return;
    }
    tile.canvas ??= blank();
    const ctx = tile.canvas.getContext("2d");
    if (!ctx) return;
    const { x, y, w, h } = pixels;
    ctx.save();
    ctx.clearRect(x, y, w, h);
    ctx.beginPath();
    ctx.rect(x, y, w, h);
    ctx.clip();
    ctx.setTransform(this.scale, 0, 0, this.scale, -place.column * TILE, -place.row * TILE);
    this.paint(ctx, areaOfPixels(pixels, place, this.scale), this.scale);
    ctx.restore();
  }

  private forgetOldest(): void {
    for (const key of this.tiles.keys()) {
      if (this.tiles.size <= MOST_TILES) return;
      this.tiles.delete(key);
    }
  }
}

function blank(): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  canvas.width = TILE;
  canvas.height = TILE;
  return canvas;
}
