/** Where on a board one looked, over one loading anew of the page: as when another language begins. */
import type { Viewport } from "@xyflow/react";

const KEY = "atelier.view";

export function keepView(board: string, view: Viewport): void {
  try {
    sessionStorage.setItem(KEY, JSON.stringify({ board, view }));
  } catch {
    // Storage is refused: the whole board is shown again.
  }
}

/** Once: whoever loads the page again by themselves sees the whole board. */
export function keptView(board: string): Viewport | null {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEY) ?? "null") as {
      board: string;
      view: Viewport;
    } | null;
    sessionStorage.removeItem(KEY);
    return kept?.board === board ? kept.view : null;
  } catch {
    return null;
  }
}
