/** What puts something on the board. */
import { Frame, Heading, ImageUp, Palette, Pipette, Plus, StickyNote } from "lucide-react";
import type { Session } from "../board/session";
import { text } from "../i18n/i18n";
import { assetOf } from "../palette/asset";
import { addNear, frameSelection } from "./actions";
import type { Command } from "./command";
import { editable, middle } from "./when";

/** The one selected item that shows a picture. */
function pictured(session: Session): string | null {
  const [only, ...others] = session.ui.selection.get();
  const isOne = only !== undefined && others.length === 0;
  return isOne && assetOf(session, only) !== null ? only : null;
}

export const ADD: readonly Command[] = [
  {
    id: "add-node",
    title: text("Add a node…"),
    group: "add",
    icon: Plus,
    shortcut: ["A"],
    when: editable,
    run: (session) => {
      const at = session.ui.canvas.get()?.pointer() ?? middle(session);
      session.ui.search.set({ at, near: true, link: null });
    },
  },
  {
    id: "add-image",
    title: text("Add images…"),
    group: "add",
    icon: ImageUp,
    shortcut: ["I"],
    when: editable,
    run: ({ ui }) => ui.canvas.get()?.chooseFiles(),
  },
  {
    id: "add-note",
    title: text("Add a note"),
    group: "add",
    icon: StickyNote,
    shortcut: ["N"],
    when: editable,
    run: (session) => session.ui.editing.set(addNear(session, "note", middle(session))),
  },
  {
    id: "add-heading",
    title: text("Add a heading"),
    group: "add",
    icon: Heading,
    shortcut: ["Shift+N"],
    when: editable,
    run: (session) => session.ui.editing.set(addNear(session, "heading", middle(session))),
  },
  {
    id: "add-swatch",
    title: text("Add a swatch"),
    group: "add",
    icon: Palette,
    shortcut: ["S"],
    when: editable,
    run: (session) => void addNear(session, "swatch", middle(session)),
  },
  {
    id: "add-frame",
    title: text("Add a frame"),
    group: "add",
    icon: Frame,
    shortcut: ["F"],
    when: editable,
    run: (session) => frameSelection(session, middle(session)),
  },
  {
    id: "pick-colors",
    title: text("Pick colors from the picture"),
    group: "add",
    icon: Pipette,
    shortcut: ["Shift+C"],
    when: (session) => session.canEdit && pictured(session) !== null,
    run: (session) => {
      const id = pictured(session);
      if (id !== null) void import("../palette/pick").then((pick) => pick.pickColors(session, id));
    },
  },
];
