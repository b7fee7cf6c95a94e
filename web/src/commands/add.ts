/** What puts something on the board. */
import { Frame, ImageUp, Palette, Plus, StickyNote } from "lucide-react";
import { addNear, frameSelection } from "./actions";
import type { Command } from "./command";
import { editable, middle } from "./when";

export const ADD: readonly Command[] = [
  {
    id: "add-node",
    title: "Add a node…",
    group: "add",
    icon: Plus,
    shortcut: ["/"],
    when: editable,
    run: (session) => {
      const at = session.ui.canvas.get()?.pointer() ?? middle(session);
      session.ui.search.set({ at, near: true, link: null });
    },
  },
  {
    id: "add-image",
    title: "Add images…",
    group: "add",
    icon: ImageUp,
    shortcut: ["I"],
    when: editable,
    run: ({ ui }) => ui.canvas.get()?.chooseFiles(),
  },
  {
    id: "add-note",
    title: "Add a note",
    group: "add",
    icon: StickyNote,
    shortcut: ["N"],
    when: editable,
    run: (session) => session.ui.editing.set(addNear(session, "note", middle(session))),
  },
  {
    id: "add-swatch",
    title: "Add a swatch",
    group: "add",
    icon: Palette,
    shortcut: ["S"],
    when: editable,
    run: (session) => void addNear(session, "swatch", middle(session)),
  },
  {
    id: "add-frame",
    title: "Add a frame",
    group: "add",
    icon: Frame,
    shortcut: ["F"],
    when: editable,
    run: (session) => frameSelection(session, middle(session)),
  },
];
