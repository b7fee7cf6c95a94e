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
    title: "Undo",
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
    title: "Redo",
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
    title: "Copy",
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
    title: "Cut",
    group: "edit",
    icon: Scissors,
    shortcut: ["Mod+X"],
    native: true,
    when: hasDeletable,
    needs: "Select something that is not locked.",
    run: (session) => {
      // eslint-disable-next-line @typescript-eslint/no-deprecated
      document.execCommand("copy");
      deleteSelection(session);
    },
  },
  {
    id: "paste",
    title: "Paste",
    group: "edit",
    icon: Clipboard,
    shortcut: ["Mod+V"],
    native: true,
    when: () => false,
    run: () => undefined,
  },
  {
    id: "duplicate",
    title: "Duplicate",
    group: "edit",
    icon: CopyPlus,
    shortcut: ["Mod+D"],
    when: hasSelection,
    run: (session) => duplicateSelection(session),
  },
  {
    id: "duplicate-alone",
    title: "Duplicate without connections",
    group: "edit",
    shortcut: ["Mod+Shift+D"],
    when: hasSelection,
    run: (session) => duplicateSelection(session, { sources: false }),
  },
  {
    id: "select-all",
    title: "Select all",
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
    title: "Select all in the frame",
    group: "edit",
    icon: Frame,
    shortcut: ["Shift+F"],
    when: (session) => framesOf(session).size > 0,
    needs: "Select a frame, or something in one.",
    run: selectInFrame,
  },
  {
    id: "select-none",
    title: "Select nothing",
    group: "edit",
    shortcut: ["Escape"],
    run: (session) => select(session, []),
  },
  {
    id: "open",
    title: "Open what is in focus",
    group: "edit",
    shortcut: ["Enter"],
    run: openFocused,
  },
  {
    id: "collapse",
    title: "Collapse or open",
    group: "mode",
    shortcut: ["K"],
    when: hasSelection,
    run: toggleCollapsed,
  },
  {
    id: "bypass",
    title: "Bypass",
    group: "mode",
    icon: CircleSlash,
    shortcut: ["B"],
    when: hasSelection,
    run: (session) => toggleMode(session, "bypass"),
  },
  {
    id: "mute",
    title: "Mute",
    group: "mode",
    icon: VolumeX,
    shortcut: ["M"],
    when: hasSelection,
    run: (session) => toggleMode(session, "mute"),
  },
  {
    id: "delete",
    title: "Delete",
    group: "edit",
    icon: Trash2,
    shortcut: ["Delete", "Backspace"],
    when: hasDeletable,
    needs: "Select something that is not locked.",
    run: deleteSelection,
  },
];
