/** Going from item to item by the keyboard, the way they lie on the board. */
import type { Direction } from "../arrange/toward";
import type { Session } from "../board/session";
import type { Command } from "./command";

const WAYS: readonly (readonly [Direction, string])[] = [
  ["left", "ArrowLeft"],
  ["right", "ArrowRight"],
  ["up", "ArrowUp"],
  ["down", "ArrowDown"],
];

function going(direction: Direction, adds: boolean): (session: Session) => void {
  return (session) => void import("./going").then(({ go }) => go(session, direction, adds));
}

export const GO: readonly Command[] = WAYS.flatMap(([direction, key]) => [
  {
    id: `go-${direction}`,
    title: `Go to the next item ${placeOf(direction)}`,
    group: "move" as const,
    shortcut: [`Mod+${key}`],
    run: going(direction, false),
  },
  {
    id: `go-${direction}-too`,
    title: `Select the next item ${placeOf(direction)}, too`,
    group: "move" as const,
    shortcut: [`Mod+Shift+${key}`],
    run: going(direction, true),
  },
]);

function placeOf(direction: Direction): string {
  if (direction === "up") return "above";
  return direction === "down" ? "below" : `to the ${direction}`;
}
