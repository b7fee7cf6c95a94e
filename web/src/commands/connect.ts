/** Connecting without a drag: a list of the ports that fit. */
import { Spline } from "lucide-react";
import type { Session } from "../board/session";
import { type Text, text } from "../i18n/i18n";
import type { Command } from "./command";
import type { Side } from "./connections";

function isOne({ canEdit, ui }: Session): boolean {
  return canEdit && ui.selection.get().size === 1;
}

function connecting(side: Side, title: Text, shortcut: string): Command {
  return {
    id: `connect-${side}`,
    title,
    group: "edit",
    icon: Spline,
    shortcut: [shortcut],
    when: isOne,
    needs: text("Select one item first."),
    run: ({ ui }) => {
      ui.queue.set(false);
      ui.gallery.set(false);
      ui.connecting.set(side);
    },
  };
}

export const CONNECT: readonly Command[] = [
  connecting("to", text("Connect to…"), "E"),
  connecting("from", text("Connect from…"), "Shift+E"),
];
