/**
 * The browser has one history of typing for the whole page, so its undo can change a field in which
 * nobody is. Such a change was made by no one and must not be kept.
 */
export function isStrayUndo(event: Event): boolean {
  if (!("inputType" in event) || typeof event.inputType !== "string") return false;
  return event.inputType.startsWith("history") && event.target !== document.activeElement;
}
