/**
 * Every command of the board, once: shortcuts, palette, menus and help are made from this list.
 */
import { ADD } from "./add";
import { ARRANGE } from "./arrange";
import type { Command } from "./command";
import { COMPARE } from "./compare";
import { CONNECT } from "./connect";
import { DOWNLOAD } from "./download";
import { EDIT } from "./edit";
import { GO } from "./go";
import { GRAPH } from "./graph";
import { LIBRARY } from "./library";
import { MOVE } from "./move";
import { PICTURE } from "./picture";
import { QUEUE, RUN } from "./run";
import { TOGETHER } from "./together";
import { HELP, SNAP, VIEW } from "./view";
import { WRITE } from "./write";

export { reasonAgainst, type Command, type CommandGroup } from "./command";

export const COMMANDS: readonly Command[] = [
  // First: while one writes, its keys are theirs. Then, since Escape ends what is shared before what
  // is one's own.
  ...WRITE,
  ...TOGETHER,
  ...ADD,
  ...EDIT,
  ...ARRANGE,
  ...PICTURE,
  ...DOWNLOAD,
  ...GRAPH,
  ...RUN,
  ...VIEW,
  ...SNAP,
  QUEUE,
  COMPARE,
  ...CONNECT,
  ...LIBRARY,
  ...GO,
  ...MOVE,
  ...HELP,
];

const OF_ITEMS = ["run", "run-to-here", "duplicate", "lock", "hide", "collapse", "bypass", "mute"];

export const ITEM_COMMANDS: readonly Command[] = OF_ITEMS.map(command);
/** Below all others, the one that takes away last. */
export const LAST_COMMANDS: readonly Command[] = ["save-template", "delete"].map(command);
export const ARRANGE_COMMANDS: readonly Command[] = ARRANGE.filter(
  ({ id }) => !["lock", "hide", "show-hidden"].includes(id),
);

/** What a row of buttons over several items offers. */
export const LINE_UP_COMMANDS: readonly Command[] = ARRANGE.filter(({ id }) =>
  /^(align|distribute)-/.test(id),
);

export const PICTURE_COMMANDS: readonly Command[] = PICTURE;
export const GRAPH_COMMANDS: readonly Command[] = GRAPH;
export const DOWNLOAD_COMMANDS: readonly Command[] = DOWNLOAD;

export function command(id: string): Command {
  const found = COMMANDS.find((candidate) => candidate.id === id);
  if (!found) throw new Error(`no command is called “${id}”`);
  return found;
}
