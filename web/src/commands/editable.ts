/** Whether keys pressed at an element belong to it rather than to the board. */
export function isEditable(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement) return true;
  if (target instanceof HTMLSelectElement) return true;
  return target instanceof HTMLInputElement && !NOT_TYPED.has(target.type);
}

const NOT_TYPED = new Set(["button", "checkbox", "radio", "color", "file", "range"]);

/** A field of the document, where undo is the board's. */
export function isSharedText(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.dataset.sharedText !== undefined;
}

/** What is known of an element when a key is pressed at it. */
export type KeyOwner = {
  /** A dialog lies over the board: all keys are its own, and those of the lists it opens. */
  readonly modal: boolean;
  readonly editable: boolean;
  readonly shared: boolean;
  /** Text that is neither kept nor given up yet. */
  readonly draft: boolean;
  /** A menu, a list, a slider or a panel with keys of its own. */
  readonly widget: boolean;
  /** A focused button is pressed by the key. */
  readonly pressed: boolean;
};

/** Which commands an element leaves to the board. */
export type Allowed = "all" | "steps" | "none";

/**
 * Undo and redo are the board's wherever the board can be seen: the browser's own undo would go
 * through every field of the page. Only text that is still a draft is taken back in its field.
 */
export function allowedAt(owner: KeyOwner): Allowed {
  if (owner.modal) return "none";
  if (owner.editable) return owner.shared || !owner.draft ? "steps" : "none";
  return owner.widget || owner.pressed ? "steps" : "all";
}

const MODAL = "[aria-modal=true],[role=alertdialog]";
const WIDGETS = "[role=dialog],[role=menu],[role=listbox],[role=slider],[role=spinbutton]";
const PRESS = new Set(["Enter", " "]);

export function ownerOf(target: EventTarget | null, key: string | null): KeyOwner {
  const element = target instanceof Element ? target : null;
  const is = (selector: string): boolean => element?.closest(selector) != null;
  // What fades away keeps the focus a moment longer, and has done with keys.
  const widget = element?.closest(WIDGETS);
  return {
    modal: document.querySelector(MODAL) !== null,
    editable: isEditable(target),
    shared: isSharedText(target),
    draft: hasDraft(target),
    widget: widget != null && widget.getAttribute("data-state") !== "closed",
    pressed: key !== null && PRESS.has(key) && is("button,a,summary"),
  };
}

/** A field says what it has kept in `data-committed`; one that keeps nothing has any text as draft. */
function hasDraft(target: EventTarget | null): boolean {
  const typed = target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;
  return typed && target.value !== (target.dataset.committed ?? "");
}
