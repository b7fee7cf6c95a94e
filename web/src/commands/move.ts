/** Moving items by the keyboard. */
import type { Session } from "../board/session";
import { nudge } from "./actions";
import type { Command } from "./command";
import { hasSelection } from "./when";

const NUDGES = [
  ["left", "ArrowLeft", -1, 0],
  ["right", "ArrowRight", 1, 0],
  ["up", "ArrowUp", 0, -1],
  ["down", "ArrowDown", 0, 1],
] as const;

export const MOVE: readonly Command[] = NUDGES.flatMap(([word, key, dx, dy]) => [
  {
    id: `nudge-${word}`,
    title: `Move ${word}`,
    group: "move" as const,
    shortcut: [key],
    when: hasSelection,
    run: (session: Session) => nudge(session, dx, dy),
  },
  {
    id: `nudge-${word}-far`,
    title: `Move ${word} by 10`,
    group: "move" as const,
    shortcut: [`Shift+${key}`],
    when: hasSelection,
    run: (session: Session) => nudge(session, dx * 10, dy * 10),
  },
]);
