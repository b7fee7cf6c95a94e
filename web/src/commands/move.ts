/** Moving items by the keyboard. */
import type { Session } from "../board/session";
import { text } from "../i18n/i18n";
import { nudge } from "./actions";
import type { Command } from "./command";
import { hasSelection } from "./when";

const NUDGES = [
  ["left", "ArrowLeft", text("Move left"), text("Move left by 10"), -1, 0],
  ["right", "ArrowRight", text("Move right"), text("Move right by 10"), 1, 0],
  ["up", "ArrowUp", text("Move up"), text("Move up by 10"), 0, -1],
  ["down", "ArrowDown", text("Move down"), text("Move down by 10"), 0, 1],
] as const;

export const MOVE: readonly Command[] = NUDGES.flatMap(([word, key, title, farTitle, dx, dy]) => [
  {
    id: `nudge-${word}`,
    title,
    group: "move" as const,
    shortcut: [key],
    when: hasSelection,
    run: (session: Session) => nudge(session, dx, dy),
  },
  {
    id: `nudge-${word}-far`,
    title: farTitle,
    group: "move" as const,
    shortcut: [`Shift+${key}`],
    when: hasSelection,
    run: (session: Session) => nudge(session, dx * 10, dy * 10),
  },
]);
