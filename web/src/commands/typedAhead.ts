/**
 * Between the key that makes a note and its field there are a few frames, on a slow machine more.
 * What is typed in them are words, not commands: they are kept, and written when the field is there,
 * which is then left where it was left already.
 */
import { useEffect, useMemo } from "react";
import type { Session } from "../board/session";
import { isEditable } from "./editable";
import { itemAround } from "./lostField";
import type { KeyPress } from "./shortcut";

/** A field that has not come by then will not; keys are the board's again. */
const PATIENCE_MS = 3_000;
const ESCAPE = "Escape";

type TypedKey = Pick<KeyPress, "key" | "ctrlKey" | "metaKey" | "altKey">;

export class TypedAhead {
  private since: number | null = null;
  private keys: string[] = [];

  /** Called when an item begins to be written, or with `null` when none is any more. */
  expect(now: number | null): void {
    this.since = now;
    this.keys = [];
  }

  /** Whether a key belongs to the field that is on its way. */
  takes({ key, ctrlKey, metaKey, altKey }: TypedKey, now: number): boolean {
    if (this.since === null || now - this.since > PATIENCE_MS) return false;
    if (ctrlKey || metaKey || altKey) return false;
    const isLeft = this.keys.at(-1) === ESCAPE;
    if (isLeft) return false;
    if (key === "Backspace") this.keys.pop();
    else if (key === "Enter") this.keys.push("\n");
    // With nothing written, what is on its way is not to come: that is a command.
    else if (key === ESCAPE && this.keys.length > 0) this.keys.push(key);
    else if (isNamed(key)) return false;
    else this.keys.push(key);
    return true;
  }

  /** The field is there: what was typed until now, key by key. */
  arrive(): readonly string[] {
    const { keys } = this;
    this.expect(null);
    return keys;
  }
}

/** Of keys that type, `key` is what they type; of others a name, as `ArrowLeft`, `F1`, `Dead`. */
function isNamed(key: string): boolean {
  return /^[A-Z][A-Za-z0-9]+$/u.test(key);
}

/** As a key does it, so that what a field makes of keys ("# " a heading) it makes of these. */
function write(key: string): void {
  if (key === ESCAPE) {
    const press = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true });
    document.activeElement?.dispatchEvent(press);
    return;
  }
  const [inputType, data] = key === "\n" ? ["insertParagraph", null] : ["insertText", key];
  const event = new InputEvent("beforeinput", { inputType, data, bubbles: true, cancelable: true });
  // A field with marks writes by itself; nothing else writes into others with their own undo.
  if (document.activeElement?.dispatchEvent(event) !== true) return;
  // eslint-disable-next-line @typescript-eslint/no-deprecated
  document.execCommand(inputType, false, data ?? undefined);
}

export function useTypedAhead(session: Session): TypedAhead {
  const ahead = useMemo(() => new TypedAhead(), []);
  useEffect(() => {
    const { editing } = session.ui;
    const begin = (): void => {
      const id = editing.get();
      const { activeElement } = document;
      // Not the one in which the note was asked for, which is about to go.
      const isThere = isEditable(activeElement) && itemAround(activeElement) === id;
      ahead.expect(id === null || isThere ? null : performance.now());
    };
    const onFocus = ({ target }: FocusEvent): void => {
      if (!isEditable(target) || itemAround(target) !== editing.get()) return;
      // Once the field has put its caret, and before the next key.
      queueMicrotask(() => ahead.arrive().forEach(write));
    };
    const stop = editing.subscribe(begin);
    document.addEventListener("focusin", onFocus);
    return () => {
      stop();
      document.removeEventListener("focusin", onFocus);
    };
  }, [session, ahead]);
  return ahead;
}
