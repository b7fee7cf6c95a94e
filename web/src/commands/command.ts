/** What a command is. */
import type { LucideIcon } from "lucide-react";
import type { Session } from "../board/session";
import { t, type Text, text } from "../i18n/i18n";

export type CommandGroup =
  "add" | "edit" | "write" | "arrange" | "mode" | "view" | "move" | "together" | "help";

export type Command = {
  readonly id: string;
  readonly title: Text;
  readonly group: CommandGroup;
  readonly icon?: LucideIcon;
  readonly shortcut?: readonly string[];
  /** The shortcut is only told of: the browser's own event does the work. */
  readonly native?: true;
  /** Whether it makes sense now; absent means always. */
  readonly when?: (session: Session) => boolean;
  /** What it needs to make sense, told where it is offered and does not. */
  readonly needs?: Text;
  readonly run: (session: Session) => void;
};

/** Why it cannot be done now, as a sentence; null when it can. */
export function reasonAgainst({ when, needs }: Command, session: Session): string | null {
  if (when?.(session) !== false) return null;
  if (!session.canEdit) return t("You can only view this board.");
  return t(needs ?? text("Select something first."));
}
