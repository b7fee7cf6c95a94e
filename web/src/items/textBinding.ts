/**
 * Keeps a text field and a shared text the same, in both directions, keystroke by keystroke.
 *
 * While an input method composes, the field is left alone: what others type then comes in when the
 * composition ends. Knows nothing of React.
 */
import type * as Y from "yjs";
import { plain } from "../doc/read";
import { isStrayUndo } from "../ui/strayUndo";
import { changeBetween, moveCaret, type Delta } from "./textDiff";

type Field = HTMLTextAreaElement | HTMLInputElement;
type Write = (text: Y.Text, change: (text: Y.Text) => void) => void;

export function bindText(field: Field, text: Y.Text, write: Write): () => void {
  let shown = plain(text);
  let composing = false;
  let writing = false;
  /** What others did during a composition, in order. */
  let missed: Delta[] = [];
  field.value = shown;

  const push = (): void => {
    const typed = changeBetween(shown, field.value, field.selectionStart ?? field.value.length);
    const waiting = missed;
    missed = [];
    if (typed) {
      const index = waiting.reduce((at, delta) => moveCaret(at, delta), typed.index);
      writing = true;
      write(text, (shared) => {
        const remove = Math.min(typed.remove, shared.length - index);
        if (remove > 0) shared.delete(index, remove);
        if (typed.insert !== "") shared.insert(index, typed.insert);
      });
      writing = false;
    }
    if (waiting.length > 0) show(waiting);
    else shown = field.value;
  };

  const show = (deltas: readonly Delta[]): void => {
    const move = (caret: number | null): number =>
      deltas.reduce((at, delta) => moveCaret(at, delta), caret ?? 0);
    const [start, end] = [move(field.selectionStart), move(field.selectionEnd)];
    const direction = field.selectionDirection ?? "none";
    const scroll = field.scrollTop;
    shown = plain(text);
    field.value = shown;
    if (field.ownerDocument.activeElement === field) field.setSelectionRange(start, end, direction);
    field.scrollTop = scroll;
  };

  const onShared = (event: Y.YTextEvent): void => {
    if (writing) return;
    if (composing) missed.push(event.delta);
    else show([event.delta]);
  };
  const onInput = (event: Event): void => {
    if (isStrayUndo(event)) field.value = shown;
    else if (!composing) push();
  };
  const onCompositionStart = (): void => {
    composing = true;
  };
  const onCompositionEnd = (): void => {
    composing = false;
    push();
  };

  text.observe(onShared);
  field.addEventListener("input", onInput);
  field.addEventListener("compositionstart", onCompositionStart);
  field.addEventListener("compositionend", onCompositionEnd);
  return () => {
    if (composing) onCompositionEnd();
    text.unobserve(onShared);
    field.removeEventListener("input", onInput);
    field.removeEventListener("compositionstart", onCompositionStart);
    field.removeEventListener("compositionend", onCompositionEnd);
  };
}
