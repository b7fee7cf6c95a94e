/** Brings pictures onto the board: shown at once where they will lie, then uploaded, then real. */
import { sentence } from "../api/client";
import { uploadAsset } from "../api/upload";
import type { Session } from "../board/session";
import type { Upload } from "../board/ui";
import type { Box } from "../doc/edits";
import { addItem } from "../commands/actions";
import type { Point, Size } from "../doc/schema";
import { toast } from "../ui/Toast";

const LONGEST_SIDE = 320;
const GAP = 24;
const PER_ROW = 4;
const AT_ONCE = 3;

export async function addPictures(
  session: Session,
  files: readonly File[],
  at: Point,
): Promise<void> {
  const uploads = await Promise.all(files.map((file, i) => prepare(file, i, files.length, at)));
  session.ui.uploads.set([...session.ui.uploads.get(), ...uploads.map(({ upload }) => upload)]);
  const left = [...uploads];
  const worker = async (): Promise<void> => {
    for (let next = left.shift(); next; next = left.shift()) await bring(session, next);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

type Prepared = { readonly file: File; readonly upload: Upload };

async function prepare(file: File, i: number, count: number, at: Point): Promise<Prepared> {
  const preview = URL.createObjectURL(file);
  const { w, h } = fitted(await naturalSize(preview));
  const columns = Math.min(count, PER_ROW);
  const column = (i % PER_ROW) - (columns - 1) / 2;
  const row = Math.floor(i / PER_ROW) - (Math.ceil(count / PER_ROW) - 1) / 2;
  const step = LONGEST_SIDE + GAP;
  const box: Box = { x: at.x + column * step - w / 2, y: at.y + row * step - h / 2, w, h };
  return { file, upload: { id: crypto.randomUUID(), name: file.name, preview, box, fraction: 0 } };
}

async function bring(session: Session, { file, upload }: Prepared): Promise<void> {
  try {
    const onProgress = (fraction: number): void => update(session, { ...upload, fraction });
    const asset = await uploadAsset(session.board.id, file, { onProgress });
    const { w, h } = fitted({ w: asset.width, h: asset.height });
    const middle = { x: upload.box.x + upload.box.w / 2, y: upload.box.y + upload.box.h / 2 };
    addItem(session, "image", middle, null, { size: { w, h }, params: { asset: asset.id } });
  } catch (error) {
    toast(`“${file.name}” was not added. ${sentence(error)}`, {
      kind: "bad",
      action: { label: "Try again", onSelect: () => void retry(session, { file, upload }) },
    });
  } finally {
    session.ui.uploads.set(session.ui.uploads.get().filter(({ id }) => id !== upload.id));
    URL.revokeObjectURL(upload.preview);
  }
}

async function retry(session: Session, { file, upload }: Prepared): Promise<void> {
  const { x, y, w, h } = upload.box;
  await addPictures(session, [file], { x: x + w / 2, y: y + h / 2 });
}

function update(session: Session, upload: Upload): void {
  const uploads = session.ui.uploads.get();
  session.ui.uploads.set(uploads.map((other) => (other.id === upload.id ? upload : other)));
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
