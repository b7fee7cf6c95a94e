/** What lines are drawn with: the ink of the page, or one of a few hues that both themes carry. */
import { text } from "../i18n/i18n";
import { PAPERS } from "../items/paper";
import type { NodeItem } from "../doc/schema";

export type Ink = { readonly color: string | null; readonly width: number };

export const INKS = [{ name: text("Ink"), color: null }, ...PAPERS] as const;
export const WIDTHS = [
  { name: text("Fine"), width: 2 },
  { name: text("Medium"), width: 4 },
  { name: text("Broad"), width: 10 },
] as const;
export const FIRST_INK: Ink = { color: null, width: 4 };
const WIDEST = 200;

export function isInked(type: string): boolean {
  return type === "drawing" || type === "arrow" || type === "heading";
}

/** As a stylesheet says it. */
export function inkOf(color: string | null): string {
  return color ?? "var(--text)";
}

export function widthOf({ params }: Pick<NodeItem, "params">): number {
  const { width } = params;
  return typeof width === "number" && width > 0 ? Math.min(width, WIDEST) : FIRST_INK.width;
}
