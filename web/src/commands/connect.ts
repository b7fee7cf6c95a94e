/** Connecting without a drag: a list of the ports that fit. */
import { Spline } from "lucide-react";
import type { Session } from "../board/session";
import type { Command } from "./command";
import type { Side } from "./connections";

function isOne({ canEdit, ui }: Session): boolean {
  return canEdit && ui.selection.get().size === 1;
}

function connecting(side: Side, title: string, shortcut: string): Command {
  return {
    id: `connect-${side}`,
    title,
    group: "edit",
    icon: Spline,
    shortcut: [shortcut],
    when: isOne,
    needs: "Select one item first.",
    run: ({ ui }) => {
      ui.queue.set(false);
      ui.gallery.set(false);
      ui.connecting.set(side);
    },
  };
}

export const CONNECT: readonly Command[] = [
  connecting("to", "Connect to…", "E"),
  connecting("from", "Connect from…", "Shift+E"),
];
