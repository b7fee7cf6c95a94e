/** The stamps in a small bar under the pointer: click one or press its number, as often as you like. */
import { useEffect, useRef, useState, type KeyboardEvent } from "react";
import { useSession } from "../board/context";
import { pointerAt } from "../canvas/pointer";
import { t } from "../i18n/i18n";
import { Tooltip } from "../ui/Tooltip";
import styles from "./Reactions.module.css";
import { STAMPS } from "./stamps";

const WIDTH = 232;
const HEIGHT = 44;
const MARGIN = 12;

export function ReactionPicker() {
  const { together, ui } = useSession();
  const bar = useRef<HTMLDivElement>(null);
  /** Where the stamps go: the bar stays, however the hand moves to reach it. */
  const [{ at, left, top }] = useState(() => {
    const page = pointerAt.get() ?? { x: innerWidth / 2, y: innerHeight / 2 };
    const canvas = ui.canvas.get();
    const within = (place: number, most: number): number =>
      Math.max(MARGIN, Math.min(place, most - MARGIN));
    return {
      at: (pointerAt.get() ? canvas?.pointer() : canvas?.middle()) ?? null,
      left: within(page.x - WIDTH / 2, innerWidth - WIDTH),
      top: within(page.y + 18, innerHeight - HEIGHT),
    };
  });

  useEffect(() => {
    bar.current?.querySelector("button")?.focus({ preventScroll: true });
    const close = (event: PointerEvent): void => {
      const isInside = event.target instanceof Node && bar.current?.contains(event.target);
      if (isInside !== true) together.speaking.set(null);
    };
    addEventListener("pointerdown", close, true);
    return () => removeEventListener("pointerdown", close, true);
  }, [together]);

  const react = (stamp: string): void => {
    if (at) together.react(stamp, at);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    const stamp = STAMPS[Number(event.key) - 1];
    if (stamp) react(stamp.id);
    else if (event.key === "Escape" || event.key.toLowerCase() === "j") {
      together.speaking.set(null);
    } else if (event.key === "ArrowRight") step(bar.current, 1);
    else if (event.key === "ArrowLeft") step(bar.current, -1);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div
      ref={bar}
      role="toolbar"
      aria-label={t("React")}
      className={styles.bar}
      style={{ left, top }}
      onKeyDown={onKeyDown}
    >
      {STAMPS.map(({ id, title, icon: Icon }, i) => (
        <Tooltip key={id} label={t(title)} shortcut={String(i + 1)} side="top">
          <button
            type="button"
            className={styles.choice}
            aria-label={t(title)}
            tabIndex={i === 0 ? 0 : -1}
            onClick={() => react(id)}
          >
            <Icon size={18} aria-hidden />
          </button>
        </Tooltip>
      ))}
    </div>
  );
}

function step(bar: HTMLElement | null, by: number): void {
  const buttons = [...(bar?.querySelectorAll("button") ?? [])];
  const at = buttons.findIndex((button) => button === document.activeElement);
  buttons.at((at + by) % buttons.length)?.focus();
}
