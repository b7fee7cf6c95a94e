/** Brings pictures onto the board: shown at once where they will lie, then uploaded, then real. */
import { nanoid } from "nanoid";
import { mayPass, sentence } from "../api/client";
import { uploadAsset } from "../api/upload";
import type { Session } from "../board/session";
import type { Upload } from "../board/ui";
import type { Box } from "../doc/edits";
import { putItem, select } from "../commands/actions";
import type { Point, Size } from "../doc/schema";
import { t, tn } from "../i18n/i18n";
import { toast } from "../ui/Toast";
import { refusal, sortFiles } from "./files";
import { roomForSize } from "./place";
import { endUpload, showUploads, update } from "./uploading";

const LONGEST_SIDE = 320;
const GAP = 24;
const MOST_PER_ROW = 5;
const AT_ONCE = 3;

export async function addPictures(
  session: Session,
  files: readonly File[],
  at: Point,
  { near = false, source = null }: { near?: boolean; source?: string | null } = {},
): Promise<void> {
  const { pictures, others } = sortFiles(files);
  if (others.length > 0) toast(refusal(others), { kind: "bad" });
  const prepared = await Promise.all(pictures.map(prepare));
  if (prepared.length === 0) return;
  const middle = near ? roomForSize(session, blockOf(prepared).all, at) : at;
  const uploads = arrange(prepared, middle);
  showUploads(
    session,
    uploads.map(({ upload }) => upload),
  );
  const left = [...uploads];
  const added: string[] = [];
  let held = session.ui.selection.get();
  /** Uploading takes its time: who took hold of something else meanwhile keeps it. */
  const take = (id: string): void => {
    added.push(id);
    if (session.ui.selection.get() !== held) return;
    select(session, added);
    held = session.ui.selection.get();
  };
  const worker = async (): Promise<void> => {
    for (let next = left.shift(); next; next = left.shift()) {
      const id = await bring(session, next, source);
      if (id !== null) take(id);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  offerGraphs(session, added);
}

/** Of those that came with the graph that made them; later it is in their menu. */
function offerGraphs(session: Session, added: readonly string[]): void {
  const telling = added.filter((id) => session.view.node(id)?.params.graph === true);
  const count = telling.length;
  if (count === 0) return;
  const said = tn(
    count,
    "This picture carries the graph that made it.",
    "{count} pictures carry the graphs that made them.",
  );
  const add = async (): Promise<void> =>
    (await import("../commands/graphs")).addGraphs(session, telling);
  const label = tn(count, "Add its graph", "Add their graphs");
  toast(said, { action: { label, onSelect: () => void add() } });
}

type Prepared = { readonly file: File; readonly upload: Upload };

async function prepare(file: File): Promise<Prepared> {
  const preview = URL.createObjectURL(file);
  const box: Box = { x: 0, y: 0, ...fitted(await naturalSize(preview)) };
  return { file, upload: { id: nanoid(), name: file.name, preview, box, fraction: 0 } };
}

/** In rows about as wide as they are high together: the columns, a cell, and all of them. */
function blockOf(pictures: readonly Prepared[]): { columns: number; cell: Size; all: Size } {
  const columns = Math.min(MOST_PER_ROW, Math.ceil(Math.sqrt(pictures.length * 1.5)));
  const rows = Math.ceil(pictures.length / columns);
  const w = Math.max(...pictures.map(({ upload }) => upload.box.w)) + GAP;
  const h = Math.max(...pictures.map(({ upload }) => upload.box.h)) + GAP;
  return { columns, cell: { w, h }, all: { w: columns * w - GAP, h: rows * h - GAP } };
}

/** The middle of all at a point. */
function arrange(pictures: readonly Prepared[], at: Point): Prepared[] {
  const { columns, cell, all } = blockOf(pictures);
  return pictures.map(({ file, upload }, i) => {
    const { w, h } = upload.box;
    const x = at.x - all.w / 2 + (i % columns) * cell.w + (cell.w - GAP - w) / 2;
    const y = at.y - all.h / 2 + Math.floor(i / columns) * cell.h + (cell.h - GAP - h) / 2;
    return { file, upload: { ...upload, box: { x, y, w, h } } };
  });
}

/** The id of the new item, or null when the server did not take the picture. */
async function bring(
  session: Session,
  { file, upload }: Prepared,
  source: string | null,
): Promise<string | null> {
  try {
    const onProgress = (fraction: number): void => update(session, { ...upload, fraction });
    const asset = await uploadAsset(session.board.id, file, { onProgress });
    const { w, h } = fitted({ w: asset.width, h: asset.height });
    const middle = { x: upload.box.x + upload.box.w / 2, y: upload.box.y + upload.box.h / 2 };
    const params = {
      asset: asset.id,
      ...(source !== null && { source }),
      ...(asset.graph && { graph: true }),
    };
    return putItem(session, "image", middle, null, { size: { w, h }, params });
  } catch (error) {
    toast(t("“{name}” was not added. {why}", { name: file.name, why: sentence(error) }), {
      kind: "bad",
      ...(mayPass(error) && {
        action: {
          label: t("Try again"),
          onSelect: () => void retry(session, { file, upload }, source),
        },
      }),
    });
    return null;
  } finally {
    endUpload(session, upload.id);
    URL.revokeObjectURL(upload.preview);
  }
}

async function retry(
  session: Session,
  { file, upload }: Prepared,
  source: string | null,
): Promise<void> {
  const { x, y, w, h } = upload.box;
  await addPictures(session, [file], { x: x + w / 2, y: y + h / 2 }, { source });
}

async function naturalSize(source: string): Promise<Size> {
  const image = new Image();
  image.src = source;
  try {
    await image.decode();
    return { w: image.naturalWidth, h: image.naturalHeight };
  } catch {
    return { w: 4, h: 3 }; // The server says what is wrong with it.
  }
}

/** As large as its longest side allows; small pictures keep their size. */
export function fitted({ w, h }: Size): Size {
  const scale = Math.min(1, LONGEST_SIDE / Math.max(w, h, 1));
  return { w: Math.max(1, Math.round(w * scale)), h: Math.max(1, Math.round(h * scale)) };
}
