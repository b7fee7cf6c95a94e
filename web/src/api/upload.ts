/** Uploads one picture to a board, telling how far it is (fetch cannot, XMLHttpRequest can). */
import { address, problemOf, unreachable } from "./client";
import type { Asset, BoardId } from "./types";

export type UploadOptions = {
  /** From 0 to 1. */
  onProgress?: (fraction: number) => void;
  signal?: AbortSignal;
};

export function uploadAsset(
  board: BoardId,
  file: Blob,
  { onProgress, signal }: UploadOptions = {},
): Promise<Asset> {
  return new Promise((resolve, reject) => {
    const call = new XMLHttpRequest();
    call.open("POST", address(`/api/boards/${board}/assets`));
    call.setRequestHeader("content-type", file.type || "application/octet-stream");
    call.responseType = "json";
    call.upload.onprogress = (event) => {
      if (event.lengthComputable) onProgress?.(event.loaded / event.total);
    };
    call.onload = () => {
      const body: unknown = call.response;
      if (call.status === 201) resolve(body as Asset);
      else reject(problemOf(call.status, body));
    };
    call.onerror = () => reject(unreachable());
    call.onabort = () => reject(new DOMException("The upload was stopped.", "AbortError"));
    signal?.addEventListener("abort", () => call.abort(), { once: true });
    call.send(file);
  });
}

/** Where a picture of a board is; `width` asks for a rendition at least that wide. */
export function assetAddress(board: BoardId, asset: string, width?: 64 | 256 | 1024): string {
  const query = width === undefined ? "" : `?w=${width}`;
  return address(`${assetPath(board, asset)}${query}`);
}

export function assetPath(board: BoardId, asset: string): string {
  const [from, id] = [board, asset].map(encodeURIComponent);
  return `/api/boards/${from ?? ""}/assets/${id ?? ""}`;
}
