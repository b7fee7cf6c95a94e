/** What a command is. */
import type { LucideIcon } from "lucide-react";
import type { Session } from "../board/session";

export type CommandGroup = "add" | "edit" | "mode" | "view" | "move" | "help";

export type Command = {
  readonly id: string;
  readonly title: string;
  readonly group: CommandGroup;
  readonly icon?: LucideIcon;
  readonly shortcut?: readonly string[];
  /** The shortcut is only told of: the browser's own event does the work. */
  readonly native?: true;
  /** Whether it makes sense now; absent means always. */
  readonly when?: (session: Session) => boolean;
  readonly run: (session: Session) => void;
};
