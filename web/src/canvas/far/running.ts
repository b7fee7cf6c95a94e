/** How far nodes are that run, drawn over the bitmap: what lies under it is not drawn again. */
import type { Session } from "../../board/session";
import type { Box } from "../../doc/edits";
import type { Progress } from "../../presence/peers";
import type { Piece } from "../scene";
import { meet } from "../spatial";
import type { Brush } from "./brush";
import type { Forming } from "./forming";

const LINE = 3;
/** In pixels of the screen, however far away. */
const THINNEST_LINE = 2;
/** Of the line, before the first step is done. */
const BEGUN = 0.12;

export function drawRunning(
  brush: Brush,
  { presence }: Pick<Session, "presence">,
  forming: Forming,
  area: Box,
  pieceOf: (id: string) => Piece | null,
): void {
  const seen = (id: string): Piece | null => {
    const piece = pieceOf(id);
    return piece?.kind === "card" && meet(piece.box, area) ? piece : null;
  };
  for (const [id, progress] of presence.running()) {
    const piece = seen(id);
    if (!piece) continue;
    const bitmap = progress.preview === null ? null : forming.get(id, progress.preview);
    if (bitmap) drawPreview(brush, piece, bitmap);
    drawLine(brush, piece, progress);
  }
  const isRunning = (id: string): boolean => presence.progressOf(id) !== null;
  for (const [id, bitmap] of forming.left(isRunning, performance.now())) {
    const piece = seen(id);
    const status = piece?.result?.status;
    if (piece && (status === "done" || status === "running")) drawPreview(brush, piece, bitmap);
  }
}

/** Whole, in the place of the picture that it becomes. */
function drawPreview({ ctx, palette }: Brush, piece: Piece, bitmap: ImageBitmap): void {
  const area = pictureArea(piece);
  if (area.h === 0) return;
  const scale = Math.min(area.w / bitmap.width, area.h / bitmap.height);
  const [w, h] = [bitmap.width * scale, bitmap.height * scale];
  ctx.save();
  ctx.beginPath();
  ctx.roundRect(area.x, area.y, area.w, area.h, [0, 0, 9, 9]);
  ctx.clip();
  ctx.fillStyle = palette.token("canvas");
  ctx.fillRect(area.x, area.y, area.w, area.h);
  ctx.drawImage(bitmap, area.x + (area.w - w) / 2, area.y + (area.h - h) / 2, w, h);
  ctx.restore();
}

/** On the lower edge of the picture, or of the title of a card that shows no more. */
function drawLine({ ctx, palette, scale, ratio }: Brush, piece: Piece, progress: Progress): void {
  const { step, steps } = progress;
  const share = steps > 0 ? Math.min(1, step / steps) : BEGUN;
  const { x, y, w, h } = pictureArea(piece);
  const height = Math.max(LINE, (THINNEST_LINE * ratio) / scale);
  const top = y + h - height;
  ctx.fillStyle = palette.of("color-mix(in srgb, var(--accent) 25%, var(--surface))");
  ctx.fillRect(x, top, w, height);
  ctx.fillStyle = palette.token("accent");
  ctx.fillRect(x, top, w * share, height);
}

function pictureArea({ box, layout }: Piece): Box {
  const { pictureTop, pictureHeight } = layout;
  return { x: box.x + 1, y: box.y + pictureTop, w: box.w - 2, h: pictureHeight };
}
