/** What the commands that download do: files out of what items show. */
import { readBytes, sentence } from "../api/client";
import { assetAddress, assetPath } from "../api/upload";
import type { Session } from "../board/session";
import { isWhole, pixelsOf, turnSize } from "../doc/cut";
import type { Cut } from "../doc/schema";
import { assetOf, cutOf } from "../palette/asset";
import { toast } from "../ui/Toast";

/** The stored file where all of it is seen; else a lossless picture of the part, as it is turned. */
export function download(session: Session, ids: readonly string[]): void {
  for (const id of ids) {
    const asset = assetOf(session, id);
    if (asset === null) continue;
    const cut = cutOf(session, id);
    const name = asset.slice(0, 12);
    if (isWhole(cut)) save(assetAddress(session.board.id, asset), name);
    else told(savePart(assetPath(session.board.id, asset), cut, `${name}-part.png`));
  }
}

export function downloadWithRecipe(session: Session, ids: readonly string[]): void {
  for (const id of ids) {
    const asset = assetOf(session, id);
    if (asset === null) continue;
    const path = `${assetPath(session.board.id, asset)}?metadata=1`;
    told(readBytes(path).then((file) => saveBlob(file, `${asset.slice(0, 12)}.png`)));
  }
}

function told(work: Promise<void>): void {
  work.catch((error: unknown) => toast(sentence(error), { kind: "bad" }));
}

async function savePart(path: string, cut: Cut, name: string): Promise<void> {
  const whole = await createImageBitmap(await readBytes(path));
  const { x, y, w, h } = pixelsOf(cut, { w: whole.width, h: whole.height });
  const size = turnSize({ w, h }, cut.turn);
  const canvas = new OffscreenCanvas(size.w, size.h);
  const context = canvas.getContext("2d");
  if (!context) throw new Error("This browser does not let pictures be cut.");
  context.translate(size.w / 2, size.h / 2);
  context.rotate((cut.turn * Math.PI) / 180);
  context.drawImage(whole, x, y, w, h, -w / 2, -h / 2, w, h);
  whole.close();
  saveBlob(await canvas.convertToBlob({ type: "image/png" }), name);
}

function saveBlob(file: Blob, name: string): void {
  const url = URL.createObjectURL(file);
  save(url, name);
  setTimeout(() => URL.revokeObjectURL(url), 1_000);
}

function save(href: string, name: string): void {
  const link = document.createElement("a");
  link.href = href;
  link.download = name;
  link.click();
}
