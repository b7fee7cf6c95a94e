/** What this person lets drags snap to, kept in this browser. */
import type { SnapTo } from "../board/ui";

const KEY = "atelier.snap";
const AT_FIRST: SnapTo = { items: true, grid: false };

export function keptSnapTo(): SnapTo {
  try {
    const words = localStorage.getItem(KEY)?.split(" ");
    return words ? { items: words.includes("items"), grid: words.includes("grid") } : AT_FIRST;
  } catch {
    return AT_FIRST; // Storage is refused in some private windows.
  }
}

export function keepSnapTo({ items, grid }: SnapTo): void {
  try {
    localStorage.setItem(KEY, [items && "items", grid && "grid"].filter(Boolean).join(" "));
  } catch {
    // The choice then lasts as long as the page.
  }
}
