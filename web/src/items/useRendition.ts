/** Which rendition of a picture suits its size on this screen at this zoom. */
import { useStore } from "@xyflow/react";

export type Rendition = 64 | 256 | 1024 | null;

/** Null is the picture itself, for when it is shown larger than any rendition. */
export function renditionFor(shown: number, natural: number): Rendition {
  for (const width of [64, 256, 1024] as const) {
    if (shown <= width || (width >= natural && width === 1024)) return width;
  }
  return null;
}

/** Drawn again only when another rendition is due, not on every step of a zoom. */
export function useRendition(width: number, natural: number): Rendition {
  return useStore((state) => {
    const shown = width * state.transform[2] * window.devicePixelRatio;
    return renditionFor(shown, natural);
  });
}
