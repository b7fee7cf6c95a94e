/**
 * The whole board on one small bitmap: what the minimap shows, and what stands in for tiles that are
 * not drawn yet. Drawn again where something changed, and anew when the board has outgrown it.
 */
import type { Box } from "../../doc/edits";
import { grown } from "../spatial";
import type { Listener } from "../../store/store";
import type { Painter } from "./painter";
import { TileSet } from "./tileSet";
import type { Context } from "./brush";

/** The longer side, in pixels, at most. */
const LONGEST = 1_024;
const LARGEST_SCALE = 0.12;
/** A board that grew or shrank by less keeps its bitmap. */
const TOLERANCE = 1.6;

export function overviewScale({ w, h }: Box): number {
  return Math.min(LARGEST_SCALE, LONGEST / Math.max(w, h, 1));
}

export class Overview {
  private tiles: TileSet | null = null;
  private readonly listeners = new Set<Listener>();

  constructor(private readonly painter: Painter) {}

  /** Told when something on it has to be drawn again. */
  subscribe(listener: Listener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Draw what is missing until the time is up; true when all is there. */
  prepare(bounds: Box, isTimeUp: () => boolean): boolean {
    const wanted = overviewScale(bounds);
    const scale = this.tiles?.scale ?? 0;
    if (!this.tiles || wanted > scale * TOLERANCE || wanted < scale / TOLERANCE) {
      this.tiles = new TileSet(wanted, this.painter.paint, this.painter.isEmpty);
    }
    return this.tiles.prepare(grown(bounds, this.painter.reach(this.tiles.scale)), isTimeUp);
  }

  dirty(box: Box): void {
    if (this.tiles) this.tiles.dirty(grown(box, this.painter.reach(this.tiles.scale)));
    for (const listener of this.listeners) listener();
  }

  blit(ctx: Context, area: Box, origin: { x: number; y: number }, zoom: number): void {
    this.tiles?.blit(ctx, area, origin, zoom);
  }
}
