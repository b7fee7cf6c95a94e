/** Going from item to item by the keyboard, the way they lie on the board. */
import type { Direction } from "../arrange/toward";
import type { Session } from "../board/session";
import { type Text, text } from "../i18n/i18n";
import type { Command } from "./command";

const WAYS: readonly (readonly [Direction, string, Text, Text])[] = [
  [
    "left",
    "ArrowLeft",
    text("Go to the next item to the left"),
    text("Select the next item to the left, too"),
  ],
  [
    "right",
    "ArrowRight",
    text("Go to the next item to the right"),
    text("Select the next item to the right, too"),
  ],
  ["up", "ArrowUp", text("Go to the next item above"), text("Select the next item above, too")],
  ["down", "ArrowDown", text("Go to the next item below"), text("Select the next item below, too")],
];

function going(direction: Direction, adds: boolean): (session: Session) => void {
  return (session) => void import("./going").then(({ go }) => go(session, direction, adds));
}

export const GO: readonly Command[] = WAYS.flatMap(([direction, key, title, tooTitle]) => [
  {
    id: `go-${direction}`,
    title,
    group: "move" as const,
    shortcut: [`Mod+${key}`],
    run: going(direction, false),
  },
  {
    id: `go-${direction}-too`,
    title: tooTitle,
    group: "move" as const,
    shortcut: [`Mod+Shift+${key}`],
    run: going(direction, true),
  },
]);
