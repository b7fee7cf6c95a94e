/** Whether keys pressed at an element belong to it rather than to the board. */
export function isEditable(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement) return true;
  if (target instanceof HTMLSelectElement) return true;
  return target instanceof HTMLInputElement && !NOT_TYPED.has(target.type);
}

const NOT_TYPED = new Set(["button", "checkbox", "radio", "color", "file"]);

/** A field of the document, where undo is the board's. */
export function isSharedText(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.dataset.sharedText !== undefined;
}
