/**
 * When somebody else deletes the item one is typing in, the keys still on their way are words, not
 * commands: they are let fall until the hands have rested.
 */
import { useEffect, useMemo, type RefObject } from "react";
import type { Session } from "../board/session";
import { t, text, type Text } from "../i18n/i18n";
import { kindOf } from "../items/layout";
import type { PersonOnBoard } from "../presence/peers";
import { toast } from "../ui/Toast";
import { isEditable } from "./editable";
import type { KeyPress } from "./shortcut";

const REST_MS = 1_000;

type PlainKey = Pick<KeyPress, "ctrlKey" | "metaKey" | "altKey">;

/** Swallows plain keys from a moment on, for as long as they follow one another closely. */
export class KeyHold {
  private until = -Infinity;

  begin(now: number): void {
    this.until = now + REST_MS;
  }

  swallows({ ctrlKey, metaKey, altKey }: PlainKey, now: number): boolean {
    if (now >= this.until || ctrlKey || metaKey || altKey) return false;
    this.begin(now);
    return true;
  }
}

/** Whoever held the item, or the only one there is besides this person; else nobody can be named. */
export function deleterAmong(
  holders: readonly PersonOnBoard[],
  others: readonly PersonOnBoard[],
): PersonOnBoard | null {
  const [candidates] = [holders, others].filter((people) => people.length > 0);
  return candidates?.length === 1 ? (candidates[0] ?? null) : null;
}

/** `acting` is true while a command of this person runs: what that deletes is no surprise. */
export function useLostField(session: Session, acting: RefObject<boolean>): KeyHold {
  const hold = useMemo(() => new KeyHold(), []);
  useEffect(() => {
    const { view, presence, me } = session;
    let held: { id: string; kind: Kind } | null = null;
    const onFocus = (event: FocusEvent): void => {
      const item = isEditable(event.target) ? itemAround(event.target) : undefined;
      const type = item === undefined ? undefined : view.node(item)?.type;
      held = item === undefined || type === undefined ? null : { id: item, kind: kindOf(type) };
    };
    const onBlur = (): void => {
      held = null;
    };
    const onOrder = (): void => {
      if (!held || view.node(held.id) || acting.current) return;
      const others = presence.people.get().filter((person) => person.id !== me.id);
      const deleter = deleterAmong(presence.holdersOf(held.id), others);
      const what = t(WORDS[held.kind]);
      toast(
        deleter
          ? t("{name} deleted this {what}.", { name: deleter.name, what })
          : t("This {what} was deleted.", { what }),
      );
      hold.begin(performance.now());
      held = null;
    };
    document.addEventListener("focusin", onFocus);
    document.addEventListener("focusout", onBlur);
    const stop = view.subscribe("order", onOrder);
    return () => {
      document.removeEventListener("focusin", onFocus);
      document.removeEventListener("focusout", onBlur);
      stop();
    };
  }, [session, acting, hold]);
  return hold;
}

/** The item that an element is of, on the board or in the inspector. */
export function itemAround(target: EventTarget | null): string | undefined {
  const around = target instanceof Element && target.closest<HTMLElement>("[data-id],[data-item]");
  return around ? (around.dataset.id ?? around.dataset.item) : undefined;
}

type Kind = ReturnType<typeof kindOf>;

const WORDS: Readonly<Record<Kind, Text>> = {
  card: text("node"),
  image: text("image"),
  note: text("note"),
  heading: text("heading"),
  swatch: text("swatch"),
  frame: text("frame"),
  drawing: text("drawing"),
  arrow: text("arrow"),
};
