/** A line at one's own cursor that everybody reads while it is written; it fades by itself. */
import { useEffect, useRef, type KeyboardEvent } from "react";
import { useSession } from "../board/context";
import { pointerAt } from "../canvas/pointer";
import { t } from "../i18n/i18n";
import { inkOn } from "../ui/color";
import styles from "./Chat.module.css";
import { MOST_CHAT } from "./peers";

/** Words stand so long after the last one was written. */
export const CHAT_FADES_MS = 5_000;

export function ChatInput() {
  const { presence, together, ui, me } = useSession();
  const root = useRef<HTMLDivElement>(null);
  const fading = useRef<ReturnType<typeof setTimeout>>(undefined);

  useEffect(() => {
    let at = { x: innerWidth / 2, y: innerHeight / 2 };
    const place = (): void => {
      at = pointerAt.get() ?? at;
      if (root.current) root.current.style.transform = `translate(${at.x}px, ${at.y}px)`;
    };
    place();
    const canvas = ui.canvas.get();
    // Words need a place, also those of somebody without a pointer.
    if (canvas && !pointerAt.get()) presence.say({ cursor: canvas.middle() });
    return pointerAt.subscribe(place);
  }, [presence, ui]);

  useEffect(() => {
    const close = (): void => together.speaking.set(null);
    fading.current = setTimeout(close, CHAT_FADES_MS);
    addEventListener("pointerdown", close);
    return () => {
      clearTimeout(fading.current);
      removeEventListener("pointerdown", close);
      presence.say({ chat: "" });
    };
  }, [presence, together]);

  const write = (chat: string): void => {
    presence.say({ chat });
    clearTimeout(fading.current);
    fading.current = setTimeout(() => together.speaking.set(null), CHAT_FADES_MS);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    event.stopPropagation();
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Escape") together.speaking.set(null);
    if (event.key !== "Enter") return;
    if (event.currentTarget.value === "") together.speaking.set(null);
    // What was said goes on to be read until it fades; the next word replaces it.
    event.currentTarget.select();
  };
  return (
    <div ref={root} className={styles.own}>
      <input
        className={styles.input}
        style={{ background: me.color, color: inkOn(me.color) }}
        maxLength={MOST_CHAT}
        placeholder={t("Say something")}
        aria-label={t("Say something at the cursor")}
        autoFocus
        autoComplete="off"
        onChange={(event) => write(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
    </div>
  );
}
