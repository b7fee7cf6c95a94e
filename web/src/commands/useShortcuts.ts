/** Runs commands from the keyboard, unless the keys belong to a field, a menu or a dialog. */
import { useEffect, useRef } from "react";
import type { Session } from "../board/session";
import { allowedAt, isEditable, ownerOf } from "./editable";
import type { Command } from "./command";
import { useLostField } from "./lostField";
import { COMMANDS } from "./registry";
import { isMac, matches } from "./shortcut";
import { useTypedAhead } from "./typedAhead";

/** What is the board's also while one writes in it. */
const STEPS: readonly string[] = ["undo", "redo", "run", "run-to-here"];
/** The browser's own undo from its menus, which has no key. */
const NATIVE_STEPS: Readonly<Record<string, string>> = { historyUndo: "undo", historyRedo: "redo" };

export function useShortcuts(session: Session): void {
  const acting = useRef(false);
  const hold = useLostField(session, acting);
  const ahead = useTypedAhead(session);
  useEffect(() => {
    const mac = isMac();
    const act = (found: Command): void => {
      acting.current = true;
      try {
        found.run(session);
      } finally {
        acting.current = false;
      }
    };
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.isComposing) return;
      const now = performance.now();
      // Before anybody else's keys: a space is a word's here, not the hand's.
      if (!isEditable(event.target) && ahead.takes(event, now)) event.preventDefault();
      if (event.defaultPrevented) return;
      const allowed = allowedAt(ownerOf(event.target, event.key));
      if (allowed === "all" && hold.swallows(event, now)) return;
      const found = COMMANDS.find(
        ({ id, group, shortcut, native, when }) =>
          native !== true &&
          (allowed === "all" ||
            (allowed === "steps" && (STEPS.includes(id) || group === "write"))) &&
          shortcut?.some((keys) => matches(keys, event, mac)) === true &&
          when?.(session) !== false,
      );
      if (!found) return;
      event.preventDefault();
      act(found);
    };
    const onBeforeInput = (event: InputEvent): void => {
      const id = NATIVE_STEPS[event.inputType];
      if (id === undefined || allowedAt(ownerOf(event.target, null)) === "none") return;
      event.preventDefault();
      const found = COMMANDS.find((command) => command.id === id);
      if (found && found.when?.(session) !== false) act(found);
    };
    window.addEventListener("keydown", onKeyDown);
    window.addEventListener("beforeinput", onBeforeInput);
    return () => {
      window.removeEventListener("keydown", onKeyDown);
      window.removeEventListener("beforeinput", onBeforeInput);
    };
  }, [session, hold, ahead]);
}
