/** Runs commands from the keyboard, unless the keys belong to a field, a menu or a dialog. */
import { useEffect } from "react";
import type { Session } from "../board/session";
import { isEditable, isSharedText } from "./editable";
import { COMMANDS } from "./registry";
import { isMac, matches } from "./shortcut";

const OWN_KEYS = "[role=dialog],[role=menu],[role=listbox],[role=slider],[role=spinbutton]";
/** A focused button is pressed with these. */
const PRESS = new Set(["Enter", " "]);

export function useShortcuts(session: Session): void {
  useEffect(() => {
    const mac = isMac();
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.isComposing) return;
      const typing = isEditable(event.target);
      if (typing && !isSharedText(event.target)) return;
      if (!typing && hasOwnKeys(event)) return;
      const found = COMMANDS.find(
        ({ shortcut, native, when }) =>
          native !== true &&
          shortcut?.some((keys) => matches(keys, event, mac)) === true &&
          when?.(session) !== false,
      );
      if (!found || (typing && found.id !== "undo" && found.id !== "redo")) return;
      event.preventDefault();
      found.run(session);
    };
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, [session]);
}

function hasOwnKeys(event: KeyboardEvent): boolean {
  if (!(event.target instanceof Element)) return false;
  if (event.target.closest(OWN_KEYS)) return true;
  return PRESS.has(event.key) && event.target.closest("button,a,summary") !== null;
}
