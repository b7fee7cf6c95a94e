/** The keys of the queue panel: up and down go from job to job, Escape leaves. */
import type { KeyboardEvent } from "react";

/** What a key would do to the board, it does not do from here. */
const OF_BOARD = new Set(["ArrowLeft", "ArrowRight", "Delete", "Backspace"]);

const STEPS: Readonly<Record<string, 1 | -1>> = { ArrowDown: 1, ArrowUp: -1 };

export function onQueueKey(event: KeyboardEvent<HTMLElement>, leave: () => void): void {
  if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey) return;
  if (event.key === "Escape") {
    event.stopPropagation();
    leave();
    return;
  }
  const by = STEPS[event.key];
  if (by !== undefined) moveFocus(event.currentTarget, by);
  if (by !== undefined || OF_BOARD.has(event.key)) event.preventDefault();
}

function moveFocus(panel: HTMLElement, by: 1 | -1): void {
  const names = [...panel.querySelectorAll<HTMLElement>("[data-job-name]")];
  const row = document.activeElement?.closest("[data-job]");
  const at = names.findIndex((name) => row?.contains(name) === true) + by;
  const tab = panel.querySelector<HTMLElement>("[role=tab][aria-selected=true]");
  (at < 0 ? tab : names[Math.min(names.length - 1, at)])?.focus();
}
