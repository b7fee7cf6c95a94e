/**
 * Every command of the board, once: shortcuts, palette, menus and help are made from this list.
 */
import { ADD } from "./add";
import type { Command } from "./command";
import { EDIT } from "./edit";
import { MOVE } from "./move";
import { QUEUE, RUN } from "./run";
import { HELP, VIEW } from "./view";

export type { Command, CommandGroup } from "./command";

export const COMMANDS: readonly Command[] = [
  ...ADD,
  ...EDIT,
  ...RUN,
  ...VIEW,
  QUEUE,
  ...MOVE,
  ...HELP,
];

const OF_ITEMS = ["run", "run-to-here", "duplicate", "to-front", "to-back"];

export const ITEM_COMMANDS: readonly Command[] = [...OF_ITEMS, "bypass", "mute", "delete"].map(
  command,
);

export function command(id: string): Command {
  const found = COMMANDS.find((candidate) => candidate.id === id);
  if (!found) throw new Error(`no command is called “${id}”`);
  return found;
}
