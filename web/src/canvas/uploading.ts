/** Pictures on their way, as the canvas shows them. */
import type { Session } from "../board/session";
import type { Upload } from "../board/ui";

export function showUploads({ ui }: Session, uploads: readonly Upload[]): void {
  ui.uploads.set([...ui.uploads.get(), ...uploads]);
}

export function update({ ui }: Session, upload: Upload): void {
  ui.uploads.set(ui.uploads.get().map((other) => (other.id === upload.id ? upload : other)));
}

export function endUpload({ ui }: Session, id: string): void {
  ui.uploads.set(ui.uploads.get().filter((upload) => upload.id !== id));
}
