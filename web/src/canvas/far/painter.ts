/** Draws an area of the board: frames, then edges, then everything else; without what is lifted. */
import { inputPort } from "../../doc/catalog";
import type { Box } from "../../doc/edits";
import type { Edge } from "../../doc/schema";
import type { Session } from "../../board/session";
import { grown } from "../spatial";
import type { Piece, Scene, Wired } from "../scene";
import { curve, type Brush, type Context } from "./brush";
import { drawPiece, FRAME_TITLE_ROOM_PX } from "./draw";
import type { Palette } from "./palette";
import type { Pictures } from "./pictures";

export class Painter {
  /** What somebody moves just now is drawn above the bitmap instead. */
  lifted: ReadonlySet<string> = new Set();
  ratio = 1;

  constructor(
    private readonly session: Session,
    private readonly scene: Scene,
    readonly palette: Palette,
    readonly pictures: Pictures,
  ) {}

  /** How far over its box an item may draw, such as a frame its title, or a broad arrow its head. */
  reach(scale: number): number {
    return (FRAME_TITLE_ROOM_PX * this.ratio) / scale + 40;
  }

  readonly isEmpty = (area: Box, scale: number): boolean => {
    const { spatial } = this.scene;
    const reached = grown(area, this.reach(scale));
    return spatial.within(reached).size === 0 && this.scene.wiresWithin(area).length === 0;
  };

  readonly paint = (ctx: Context, area: Box, scale: number): void => {
    const brush = this.brush(ctx, scale);
    const pieces = this.scene
      .within(grown(area, this.reach(scale)))
      .filter(({ id }) => !this.lifted.has(id));
    for (const piece of pieces) if (piece.kind === "frame") drawPiece(brush, piece);
    for (const wired of this.scene.wiresWithin(grown(area, 4))) {
      const { source, target } = wired.edge;
      if (!this.lifted.has(source) && !this.lifted.has(target)) this.wire(brush, wired);
    }
    for (const piece of pieces) if (piece.kind !== "frame") drawPiece(brush, piece);
  };

  brush(ctx: Context, scale: number): Brush {
    const { palette, pictures, ratio } = this;
    return { ctx, scale, ratio, palette, pictures, catalog: this.session.catalog };
  }

  piece(brush: Brush, piece: Piece): void {
    drawPiece(brush, piece);
  }

  wire(brush: Brush, { edge, curve: line }: Wired): void {
    curve(brush, line, this.colorOf(edge));
  }

  private colorOf(edge: Edge): string {
    const { view, catalog } = this.session;
    const spec = catalog.get(view.node(edge.target)?.type ?? "");
    return this.palette.port((spec && inputPort(spec, edge.key)?.type) ?? null);
  }
}
