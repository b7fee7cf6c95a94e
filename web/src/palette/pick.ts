/** Swatches of the colours of a picture on the board, in a row beside it. */
import { sentence } from "../api/client";
import { assetAddress } from "../api/upload";
import type { Session } from "../board/session";
import { boxOf, roomForSize } from "../canvas/place";
import { select } from "../commands/actions";
import { t } from "../i18n/i18n";
import { toast } from "../ui/Toast";
import type { Cut } from "../doc/schema";
import { assetOf, cutOf } from "./asset";
import { paletteOf } from "./palette";

const COUNT = 5;
const SIDE = 72;
const GAP = 8;
const BESIDE = 24;
/** More pixels say no more of the colours. */
const LONGEST_SIDE = 96;

export async function pickColors(session: Session, id: string): Promise<void> {
  const asset = assetOf(session, id);
  const box = boxOf(session, id);
  if (asset === null || !box) return;
  try {
    const colors = paletteOf(
      await pixelsOf(assetAddress(session.board.id, asset, 256), cutOf(session, id)),
      COUNT,
    );
    const size = { w: colors.length * (SIDE + GAP) - GAP, h: SIDE };
    const beside = { x: box.x + box.w + BESIDE + size.w / 2, y: box.y + size.h / 2 };
    const middle = roomForSize(session, size, beside);
    const [x, y] = [middle.x - size.w / 2, middle.y - size.h / 2];
    const swatches = colors.map((color, i) => ({
      type: "swatch",
      position: { x: x + i * (SIDE + GAP), y },
      size: { w: SIDE, h: SIDE },
      params: { color },
    }));
    select(session, session.edits.addNodes(swatches));
  } catch (error) {
    toast(t("The colors could not be picked. {why}", { why: sentence(error) }), { kind: "bad" });
  }
}

async function pixelsOf(source: string, { crop }: Cut): Promise<Uint8ClampedArray> {
  const image = new Image();
  image.src = source;
  await image.decode();
  const part = { w: crop.w * image.naturalWidth, h: crop.h * image.naturalHeight };
  const scale = Math.min(1, LONGEST_SIDE / Math.max(part.w, part.h));
  const [w, h] = [part.w, part.h].map((side) => Math.max(1, Math.round(side * scale)));
  const context = new OffscreenCanvas(w ?? 1, h ?? 1).getContext("2d");
  if (!context) throw new Error("This browser does not let pictures be read.");
  const [left, top] = [crop.x * image.naturalWidth, crop.y * image.naturalHeight];
  context.drawImage(image, left, top, part.w, part.h, 0, 0, w ?? 1, h ?? 1);
  return context.getImageData(0, 0, w ?? 1, h ?? 1).data;
}
