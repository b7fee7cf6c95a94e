/** What each kind of item looks like from afar: the same as near, without what cannot be read. */
import { titleOf } from "../../doc/catalog";
import { readCut } from "../../doc/cut";
import type { Box } from "../../doc/edits";
import type { Picture } from "../../doc/schema";
import { gridOf } from "../../items/gridOf";
import { isHint, messageOf, PARAM_ROW, picturesOf, TITLE_HEIGHT } from "../../items/layout";
import { headingType } from "../../items/heading";
import { paperOf, tint } from "../../items/paper";
import { inkOf, widthOf } from "../../ink/ink";
import { pathOf } from "../../ink/shape";
import { valuesOf } from "../../items/values";
import type { Piece } from "../scene";
import { drawWords } from "./note";
import {
  bar,
  fillRound,
  FONT,
  letters,
  lineWidth,
  picture,
  words,
  wrapped,
  type Brush,
} from "./brush";

const CARD_RADIUS = 10;
const CONTROL_RADIUS = 6;
/** Titles of frames keep their size on the screen: they are what one finds one's way by. */
export const FRAME_TITLE_PX = 11;
export const FRAME_TITLE_ROOM_PX = 18;

export function drawPiece(brush: Brush, piece: Piece): void {
  switch (piece.kind) {
    case "image":
      drawImage(brush, piece);
      break;
    case "swatch":
      drawSwatch(brush, piece);
      break;
    case "note":
      drawNote(brush, piece);
      break;
    case "frame":
      drawFrame(brush, piece);
      break;
    case "heading":
      drawHeading(brush, piece);
      break;
    case "drawing":
    case "arrow":
      drawInk(brush, piece);
      break;
    case "card":
      drawCard(brush, piece);
      break;
  }
}

function drawImage(brush: Brush, { item, box }: Piece): void {
  const { asset } = item.params;
  if (typeof asset === "string" && asset !== "") {
    picture(brush, asset, box, readCut(item.params));
    return;
  }
  brush.ctx.fillStyle = brush.palette.token("hover");
  brush.ctx.fillRect(box.x, box.y, box.w, box.h);
}

function drawSwatch(brush: Brush, { item, box }: Piece): void {
  const { color } = item.params;
  brush.ctx.fillStyle = typeof color === "string" ? color : "#808080";
  fillRound(brush, box, CONTROL_RADIUS);
}

function drawNote(brush: Brush, { item, box }: Piece): void {
  const { ctx, palette } = brush;
  ctx.fillStyle = palette.of(tint(paperOf(item)));
  fillRound(brush, box, CONTROL_RADIUS);
  ctx.fillStyle = palette.token("text");
  drawWords(brush, item, box);
}

/** How much closer than others, in ems, the letters of a heading are. */
const TIGHTER = 0.015;

function drawHeading(brush: Brush, { item, box }: Piece): void {
  const { ctx, palette } = brush;
  const { text } = item.params;
  if (typeof text !== "string" || text === "") return;
  const { size, line } = headingType(item);
  ctx.fillStyle = palette.of(inkOf(item.color));
  // Measured, since its box is no larger than its words.
  ctx.font = `650 ${size}px ${FONT}`;
  const widthOf = (row: string): number => ctx.measureText(row).width - row.length * size * TIGHTER;
  const most = Math.max(1, Math.round(box.h / line));
  wrapped(text, box.w, size, most, widthOf).forEach((row, i) => {
    letters(brush, row, { x: box.x, y: box.y + i * line, w: box.w, h: line }, size, 650);
  });
}

function drawInk(brush: Brush, piece: Piece): void {
  const { ctx, palette } = brush;
  ctx.save();
  ctx.translate(piece.box.x, piece.box.y);
  ctx.strokeStyle = palette.of(inkOf(piece.item.color));
  ctx.lineWidth = lineWidth(brush, widthOf(piece.item));
  ctx.lineCap = "round";
  ctx.lineJoin = "round";
  ctx.stroke(new Path2D(pathOf(piece)));
  ctx.restore();
}

function drawFrame(brush: Brush, { item, box }: Piece): void {
  const { ctx, palette, scale, ratio, catalog } = brush;
  ctx.fillStyle = palette.of("color-mix(in srgb, var(--surface) 55%, transparent)");
  fillRound(brush, box, CARD_RADIUS);
  ctx.strokeStyle = palette.token("line");
  ctx.lineWidth = lineWidth(brush, 1);
  ctx.stroke();
  const unit = ratio / scale;
  ctx.fillStyle = palette.token("text-quiet");
  const room = FRAME_TITLE_ROOM_PX * unit;
  const at = { x: box.x, y: box.y - room, w: box.w, h: room };
  words(brush, titleOf(item, catalog), at, FRAME_TITLE_PX * unit, 550);
}

function drawCard(brush: Brush, piece: Piece): void {
  const { ctx, palette, catalog } = brush;
  const { item, result, box, layout } = piece;
  const isOff = item.mode === "mute" || item.mode === "bypass";
  ctx.fillStyle = palette.token("surface");
  fillRound(brush, box, CARD_RADIUS);
  ctx.strokeStyle = palette.token(isOff ? "line-control" : "line");
  ctx.lineWidth = lineWidth(brush, 1);
  if (isOff) ctx.setLineDash([4 * ctx.lineWidth, 3 * ctx.lineWidth]);
  ctx.stroke();
  ctx.setLineDash([]);
  ctx.globalAlpha = isOff ? 0.5 : 1;
  ctx.fillStyle = palette.token("text");
  const title = { x: box.x + 36, y: box.y, w: box.w - 72, h: TITLE_HEIGHT };
  words(brush, titleOf(item, catalog), title, 12, 550);
  drawRows(brush, piece);
  drawOutcome(brush, piece);
  drawMessage(brush, messageOf(catalog.get(item.type), item, result), piece);
  ctx.globalAlpha = 1;
  for (const { port, x, y } of layout.ports) {
    ctx.fillStyle = palette.port(port.type);
    const radius = lineWidth(brush, 4.5);
    ctx.beginPath();
    ctx.arc(box.x + x, box.y + y, radius, 0, 2 * Math.PI);
    ctx.fill();
  }
}

/** The parameters as the lines they are. */
function drawRows(brush: Brush, { box, layout }: Piece): void {
  const { ctx, palette } = brush;
  ctx.fillStyle = palette.token("text-faint");
  const lowest = layout.ports.reduce((low, { y }) => Math.max(low, y + 18), TITLE_HEIGHT);
  for (let y = lowest; y + PARAM_ROW <= layout.pictureTop; y += PARAM_ROW) {
    bar(brush, { x: box.x + 12, y: box.y + y, w: box.w * 0.26, h: PARAM_ROW }, 11);
    bar(brush, { x: box.x + box.w * 0.45, y: box.y + y, w: box.w * 0.4, h: PARAM_ROW }, 11);
  }
}

function drawOutcome(brush: Brush, { item, result, box, layout }: Piece): void {
  const { ctx, palette, catalog } = brush;
  if (layout.pictureHeight === 0) return;
  const area: Box = {
    x: box.x + 1,
    y: box.y + layout.pictureTop + 1,
    w: box.w - 2,
    h: layout.pictureHeight,
  };
  const isLast = messageOf(catalog.get(item.type), item, result) === null;
  ctx.save();
  ctx.beginPath();
  ctx.roundRect(area.x, area.y, area.w, area.h, isLast ? [0, 0, 9, 9] : 0);
  ctx.clip();
  ctx.fillStyle = palette.token("canvas");
  ctx.fillRect(area.x, area.y, area.w, area.h);
  const pictures = picturesOf(result);
  if (pictures.length > 0) drawPictures(brush, pictures, area, result?.status);
  else drawValues(brush, valuesOf(result), area);
  ctx.restore();
}

function drawPictures(
  brush: Brush,
  pictures: readonly Picture[],
  area: Box,
  status: string | undefined,
): void {
  const { columns, rows, shown } = gridOf(pictures.length);
  const [w, h] = [area.w / columns, area.h / rows];
  const isCurrent = status === "done" || status === "stale";
  const alpha = brush.ctx.globalAlpha;
  if (!isCurrent) brush.ctx.globalAlpha = alpha * 0.55;
  pictures.slice(0, shown).forEach(({ asset, cut }, i) => {
    const [column, row] = [i % columns, Math.floor(i / columns)];
    picture(brush, asset, { x: area.x + column * w, y: area.y + row * h, w, h }, cut);
  });
  brush.ctx.globalAlpha = alpha;
}

function drawValues(brush: Brush, values: readonly string[], area: Box): void {
  const { ctx, palette } = brush;
  const [first] = values;
  if (first === undefined) return;
  if (/^#[0-9a-f]{6}$/i.test(first)) {
    values.forEach((value, i) => {
      ctx.fillStyle = value;
      fillRound(brush, { x: area.x + 12 + i * 28, y: area.y + 10, w: 20, h: 20 }, 4);
    });
    return;
  }
  ctx.fillStyle = palette.token("text");
  wrapped(values.join("\n"), area.w - 24, 12, Math.floor((area.h - 16) / 16)).forEach((line, i) => {
    words(brush, line, { x: area.x + 12, y: area.y + 8 + i * 16, w: area.w - 24, h: 16 }, 12);
  });
}

function drawMessage(brush: Brush, message: string | null, { result, box, layout }: Piece): void {
  if (message === null) return;
  const { ctx, palette } = brush;
  ctx.fillStyle = palette.token(isHint(result) ? "text-faint" : "bad");
  const y = box.y + layout.pictureTop + layout.pictureHeight;
  const at = { x: box.x + 32, y: y + 6, w: box.w - 44, h: 32 };
  fillRound(brush, { x: box.x + 12, y: y + 15, w: 14, h: 14 }, 7);
  words(brush, message, at, 12);
}
