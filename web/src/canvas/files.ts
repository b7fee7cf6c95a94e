/** Pictures out of what a browser gives: a chooser, a drop, a paste. */

import { listed } from "../i18n/format";
import { tn } from "../i18n/i18n";

/** The kinds the server reads, by name; a file without a type is known by its name's end. */
const TAKEN = [
  { name: "PNG", mime: "image/png", endings: ["png"] },
  { name: "JPEG", mime: "image/jpeg", endings: ["jpg", "jpeg"] },
  { name: "WebP", mime: "image/webp", endings: ["webp"] },
  { name: "GIF", mime: "image/gif", endings: ["gif"] },
  { name: "AVIF", mime: "image/avif", endings: ["avif"] },
  { name: "TIFF", mime: "image/tiff", endings: ["tif", "tiff"] },
  { name: "BMP", mime: "image/bmp", endings: ["bmp"] },
] as const;

/** Bringing pictures over is more than a board needs to be seen: it comes a moment later. */
export const loadPictures = () => import("./pictures");
export const loadCarry = () => import("./carry");

type Named = { readonly name: string; readonly type: string };

export function chooseFiles(): Promise<File[]> {
  return new Promise((resolve) => {
    const input = document.createElement("input");
    input.type = "file";
    input.accept = TAKEN.map(({ mime }) => mime).join(",");
    input.multiple = true;
    input.addEventListener("change", () => resolve([...(input.files ?? [])]));
    input.addEventListener("cancel", () => resolve([]));
    input.click();
  });
}

/** A template on its way from the gallery. */
export const TEMPLATE_TYPE = "application/x-atelier-template";
export const loadTemplates = () => import("../commands/templates");

export function filesIn(data: DataTransfer | null): File[] {
  return [...(data?.files ?? [])];
}

/** Where a picture that comes out of a page is from, as the browser tells it beside the picture. */
export function sourceIn(data: DataTransfer | null): string | null {
  const found = /<img\b[^>]*?\bsrc\s*=\s*["']([^"']+)["']/i.exec(data?.getData("text/html") ?? "");
  const address = found?.[1]?.replaceAll("&amp;", "&") ?? "";
  return /^https?:\/\//i.test(address) ? address : null;
}

/** The pictures among files, and the rest. */
export function sortFiles<T extends Named>(files: readonly T[]): { pictures: T[]; others: T[] } {
  const pictures = files.filter(isPicture);
  return { pictures, others: files.filter((file) => !pictures.includes(file)) };
}

/** Says what was not taken, and what is. */
export function refusal(others: readonly Named[]): string {
  const [only] = others;
  const kinds = listed(TAKEN.map(({ name }) => name));
  return tn(
    others.length,
    "“{name}” was not added. A board takes {kinds} pictures.",
    "{count} files were not added. A board takes {kinds} pictures.",
    { name: only?.name ?? "", kinds },
  );
}

function isPicture({ name, type }: Named): boolean {
  const ending = /\.(\w+)$/.exec(name)?.[1]?.toLowerCase() ?? "";
  return TAKEN.some(({ mime, endings }) =>
    type === "" ? endings.some((known) => known === ending) : type === mime,
  );
}
