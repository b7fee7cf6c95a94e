/** The papers a note can be on: quiet tints of these hues, in either theme. */
import type { NodeItem } from "../doc/schema";
import { text } from "../i18n/i18n";

export const PAPERS = [
  { name: text("Yellow"), color: "#d9a520" },
  { name: text("Rose"), color: "#d4607a" },
  { name: text("Violet"), color: "#8a6fd0" },
  { name: text("Blue"), color: "#4a86d0" },
  { name: text("Green"), color: "#4d9a63" },
  { name: text("Grey"), color: "#85827b" },
] as const;

export function paperOf(item: NodeItem): string {
  return item.color ?? PAPERS[0].color;
}

export function tint(color: string): string {
  return `color-mix(in srgb, ${color} 22%, var(--surface))`;
}
