/** What changes what is on the board, and what takes it back. */
import {
  CircleSlash,
  Clipboard,
  Copy,
  CopyPlus,
  Frame,
  Redo2,
  Scissors,
  SquareDashedMousePointer,
  Trash2,
  Undo2,
  VolumeX,
} from "lucide-react";
import { text } from "../i18n/i18n";
import {
  deleteSelection,
  duplicateSelection,
  framesOf,
  openFocused,
  select,
  selectInFrame,
  toggleCollapsed,
  toggleMode,
} from "./actions";
import type { Command } from "./command";
import { editable, hasDeletable, hasSelection } from "./when";

export const EDIT: readonly Command[] = [
  {
    id: "undo",
    title: text("Undo"),
    group: "edit",
    icon: Undo2,
    shortcut: ["Mod+Z"],
    when: editable,
    run: ({ undo, view }) => {
      undo.undo();
      view.flush();
    },
  },
  {
    id: "redo",
    title: text("Redo"),
    group: "edit",
    icon: Redo2,
    shortcut: ["Mod+Shift+Z", "Mod+Y"],
    when: editable,
    run: ({ undo, view }) => {
      undo.redo();
      view.flush();
    },
  },
  {
    id: "copy",
    title: text("Copy"),
    group: "edit",
    icon: Copy,
    shortcut: ["Mod+C"],
    native: true,
    when: ({ ui }) => ui.selection.get().size > 0,
    // Deprecated and without successor: the only way to a clipboard event, which carries our format.
    // eslint-disable-next-line @typescript-eslint/no-deprecated
    run: () => void document.execCommand("copy"),
  },
  {
    id: "cut",
    title: text("Cut"),
    group: "edit",
    icon: Scissors,
    shortcut: ["Mod+X"],
    native: true,
    when: hasDeletable,
    needs: text("Select something that is not locked."),
    run: (session) => {
      // eslint-disable-next-line @typescript-eslint/no-deprecated
      document.execCommand("copy");
      deleteSelection(session);
    },
  },
  {
    id: "paste",
    title: text("Paste"),
    group: "edit",
    icon: Clipboard,
    shortcut: ["Mod+V"],
    native: true,
    when: () => false,
    run: () => undefined,
  },
  {
    id: "duplicate",
    title: text("Duplicate"),
    group: "edit",
    icon: CopyPlus,
    shortcut: ["Mod+D"],
    when: hasSelection,
    run: (session) => duplicateSelection(session),
  },
  {
    id: "duplicate-alone",
    title: text("Duplicate without connections"),
    group: "edit",
    shortcut: ["Mod+Shift+D"],
    when: hasSelection,
    run: (session) => duplicateSelection(session, { sources: false }),
  },
  {
    id: "select-all",
    title: text("Select all"),
    group: "edit",
    icon: SquareDashedMousePointer,
    shortcut: ["Mod+A"],
    run: (session) =>
      select(
        session,
        session.view.order.filter((id) => session.view.node(id)?.hidden !== true),
      ),
  },
  {
    id: "select-in-frame",
    title: text("Select all in the frame"),
    group: "edit",
    icon: Frame,
    shortcut: ["Shift+F"],
    when: (session) => framesOf(session).size > 0,
    needs: text("Select a frame, or something in one."),
    run: selectInFrame,
  },
  {
    id: "select-none",
    title: text("Select nothing"),
    group: "edit",
    shortcut: ["Escape"],
    run: (session) => {
      // Also a field that is only on its way.
      session.ui.editing.set(null);
      select(session, []);
    },
  },
  {
    id: "open",
    title: text("Open what is in focus"),
    group: "edit",
    shortcut: ["Enter"],
    run: openFocused,
  },
  {
    id: "collapse",
    title: text("Collapse or open"),
    group: "mode",
    shortcut: ["K"],
    when: hasSelection,
    run: toggleCollapsed,
  },
  {
    id: "bypass",
    title: text("Bypass"),
    group: "mode",
    icon: CircleSlash,
    shortcut: ["B"],
    when: hasSelection,
    run: (session) => toggleMode(session, "bypass"),
  },
  {
    id: "mute",
    title: text("Mute"),
    group: "mode",
    icon: VolumeX,
    shortcut: ["M"],
    when: hasSelection,
    run: (session) => toggleMode(session, "mute"),
  },
  {
    id: "delete",
    title: text("Delete"),
    group: "edit",
    icon: Trash2,
    shortcut: ["Delete", "Backspace"],
    when: hasDeletable,
    needs: text("Select something that is not locked."),
    run: deleteSelection,
  },
];
