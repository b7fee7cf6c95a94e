/** Whether there is a minimap: large boards have one and small ones none, unless chosen otherwise. */
import type { MinimapChoice } from "../../board/ui";

const KEY = "atelier.minimap";
/** A board of fewer is seen at a glance. */
const LARGE = 40;

export function isMinimapShown(choice: MinimapChoice, items: number): boolean {
  return choice === "auto" ? items >= LARGE : choice === "shown";
}

export function keptChoice(): MinimapChoice {
  try {
    const kept = localStorage.getItem(KEY);
    return kept === "shown" || kept === "hidden" ? kept : "auto";
  } catch {
    return "auto"; // Storage is refused in some private windows.
  }
}

export function keepChoice(choice: MinimapChoice): void {
  try {
    localStorage.setItem(KEY, choice);
  } catch {
    // The choice then lasts as long as the page.
  }
}
