/** Two pictures of the board against each other. */
import { SquareSplitHorizontal } from "lucide-react";
import type { Session } from "../board/session";
import { text } from "../i18n/i18n";
import { assetOf } from "../palette/asset";
import type { Command } from "./command";

/** The two selected items, if both show a picture: the left one first. */
function pair(session: Session): readonly [string, string] | null {
  const { ui, view } = session;
  const [a, b, ...others] = ui.selection.get();
  if (a === undefined || b === undefined || others.length > 0) return null;
  if (assetOf(session, a) === null || assetOf(session, b) === null) return null;
  const isInOrder = (view.node(a)?.position.x ?? 0) <= (view.node(b)?.position.x ?? 0);
  return isInOrder ? [a, b] : [b, a];
}

export const COMPARE: Command = {
  id: "compare",
  title: text("Compare two pictures"),
  group: "view",
  icon: SquareSplitHorizontal,
  shortcut: ["C"],
  when: (session) => pair(session) !== null,
  run: (session) => session.ui.compare.set(pair(session)),
};
