/**
 * Pictures for what is drawn on canvases: fetched in the rendition that is needed, decoded off the
 * main thread, a few at a time, and kept up to a number of bytes.
 */
import { assetAddress } from "../../api/upload";
import type { BoardId } from "../../api/types";
import { Lru } from "./lru";

const MOST_BYTES = 96 * 1024 * 1024;
const AT_ONCE = 6;
const TRY_AGAIN_MS = 15_000;
/** Seen from afar nothing is larger than the last of these. */
const WIDTHS = [64, 256, 1024] as const;
type Width = (typeof WIDTHS)[number];

/** The rendition for a picture drawn this many pixels wide; a little blur is not seen. */
export function widthFor(pixels: number): Width {
  return WIDTHS.find((width) => width * 1.25 >= pixels) ?? 1024;
}

type Wanted = { readonly asset: string; readonly width: Width };

export class Pictures {
  private readonly kept = new Lru<ImageBitmap>(MOST_BYTES, (bitmap) => bitmap.close());
  private readonly wanted = new Map<string, Wanted>();
  private readonly loading = new Set<string>();
  private readonly failed = new Map<string, number>();
  private readonly listeners = new Set<(asset: string) => void>();

  constructor(private readonly board: BoardId) {}

  /** The best there is of a picture now; a better one is on its way if there is one. */
  get(asset: string, pixels: number): ImageBitmap | null {
    const width = widthFor(pixels);
    const best = this.kept.get(`${asset}:${width}`);
    if (best) return best;
    this.want({ asset, width });
    const others = WIDTHS.filter((other) => other !== width).reverse();
    for (const other of others) {
      const bitmap = this.kept.get(`${asset}:${other}`);
      if (bitmap) return bitmap;
    }
    return null;
  }

  /** Told of each picture that has come. */
  subscribe(listener: (asset: string) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Whether any is still on its way. */
  get isLoading(): boolean {
    return this.loading.size > 0;
  }

  dispose(): void {
    this.wanted.clear();
    this.kept.clear();
  }

  private want(wanted: Wanted): void {
    const key = `${wanted.asset}:${wanted.width}`;
    const failedAt = this.failed.get(key) ?? -Infinity;
    if (this.loading.has(key) || performance.now() - failedAt < TRY_AGAIN_MS) return;
    // What is asked for last is what is looked at now.
    this.wanted.delete(key);
    this.wanted.set(key, wanted);
    this.loadMore();
  }

  private loadMore(): void {
    while (this.loading.size < AT_ONCE) {
      const last = [...this.wanted].at(-1);
      if (!last) return;
      const [key, wanted] = last;
      this.wanted.delete(key);
      this.loading.add(key);
      void this.load(key, wanted);
    }
  }

  private async load(key: string, { asset, width }: Wanted): Promise<void> {
    try {
      const answer = await fetch(assetAddress(this.board, asset, width));
      if (!answer.ok) throw new Error(`the picture answers ${answer.status}`);
      const bitmap = await createImageBitmap(await answer.blob());
      this.failed.delete(key);
      this.kept.set(key, bitmap, bitmap.width * bitmap.height * 4);
      for (const listener of [...this.listeners]) listener(asset);
    } catch {
      // It stays the neutral area that it is, and is asked for again later.
      this.failed.set(key, performance.now());
    } finally {
      this.loading.delete(key);
      this.loadMore();
    }
  }
}
