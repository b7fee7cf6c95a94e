/**
 * Every command of the board, once: shortcuts, palette, menus and help are made from this list.
 */
import {
  ArrowDownToLine,
  ArrowUpToLine,
  CircleSlash,
  Clipboard,
  Copy,
  CopyPlus,
  Frame,
  Hand,
  ImageUp,
  Keyboard,
  Maximize,
  MousePointer2,
  Palette,
  Plus,
  Redo2,
  Scan,
  Share2,
  SquareDashedMousePointer,
  StickyNote,
  Trash2,
  Undo2,
  VolumeX,
  ZoomIn,
  ZoomOut,
  type LucideIcon,
} from "lucide-react";
import type { Session } from "../board/session";
import {
  addNear,
  deleteSelection,
  duplicateSelection,
  frameSelection,
  nudge,
  openFocused,
  select,
  toggleMode,
} from "./actions";

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

const editable = ({ canEdit }: Session): boolean => canEdit;
const hasSelection = ({ canEdit, ui }: Session): boolean => canEdit && ui.selection.get().size > 0;
const hasAny = ({ canEdit, ui }: Session): boolean =>
  canEdit && (ui.selection.get().size > 0 || ui.edgeSelection.get().size > 0);

function middle({ ui }: Session) {
  return ui.canvas.get()?.middle() ?? { x: 0, y: 0 };
}

const ADD: readonly Command[] = [
  {
    id: "add-node",
    title: "Add a node…",
    group: "add",
    icon: Plus,
    shortcut: ["/"],
    when: editable,
    run: (session) => {
      const at = session.ui.canvas.get()?.pointer() ?? middle(session);
      session.ui.search.set({ at, link: null });
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

const EDIT: readonly Command[] = [
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
    run: duplicateSelection,
  },
  {
    id: "select-all",
    title: "Select all",
    group: "edit",
    icon: SquareDashedMousePointer,
    shortcut: ["Mod+A"],
    run: (session) => select(session, session.view.order),
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
    id: "to-front",
    title: "Bring to front",
    group: "edit",
    icon: ArrowUpToLine,
    shortcut: ["]"],
    when: hasSelection,
    run: ({ edits, ui }) => edits.reorder([...ui.selection.get()], "front"),
  },
  {
    id: "to-back",
    title: "Send to back",
    group: "edit",
    icon: ArrowDownToLine,
    shortcut: ["["],
    when: hasSelection,
    run: ({ edits, ui }) => edits.reorder([...ui.selection.get()], "back"),
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
    when: hasAny,
    run: deleteSelection,
  },
];

const VIEW: readonly Command[] = [
  {
    id: "tool-select",
    title: "Select",
    group: "view",
    icon: MousePointer2,
    shortcut: ["V"],
    run: ({ ui }) => ui.tool.set("select"),
  },
  {
    id: "tool-hand",
    title: "Hand",
    group: "view",
    icon: Hand,
    shortcut: ["H"],
    run: ({ ui }) => ui.tool.set("hand"),
  },
  {
    id: "zoom-in",
    title: "Zoom in",
    group: "view",
    icon: ZoomIn,
    shortcut: ["Mod+=", "+"],
    run: ({ ui }) => ui.canvas.get()?.zoomIn(),
  },
  {
    id: "zoom-out",
    title: "Zoom out",
    group: "view",
    icon: ZoomOut,
    shortcut: ["Mod+-", "-"],
    run: ({ ui }) => ui.canvas.get()?.zoomOut(),
  },
  {
    id: "zoom-actual",
    title: "Zoom to 100 %",
    group: "view",
    icon: Scan,
    shortcut: ["Shift+0"],
    run: ({ ui }) => ui.canvas.get()?.zoomToActualSize(),
  },
  {
    id: "zoom-fit",
    title: "Zoom to fit",
    group: "view",
    icon: Maximize,
    shortcut: ["Shift+1"],
    run: ({ ui }) => ui.canvas.get()?.fit(),
  },
  {
    id: "zoom-selection",
    title: "Zoom to selection",
    group: "view",
    icon: Maximize,
    shortcut: ["Shift+2"],
    when: ({ ui }) => ui.selection.get().size > 0,
    run: ({ ui }) => ui.canvas.get()?.fit(ui.selection.get()),
  },
];

const HELP: readonly Command[] = [
  {
    id: "share",
    title: "Share…",
    group: "help",
    icon: Share2,
    run: ({ ui }) => ui.share.set(true),
  },
  {
    id: "palette",
    title: "Commands…",
    group: "help",
    shortcut: ["Mod+K"],
    run: ({ ui }) => ui.palette.set(true),
  },
  {
    id: "help",
    title: "Keyboard shortcuts",
    group: "help",
    icon: Keyboard,
    shortcut: ["?"],
    run: ({ ui }) => ui.help.set(true),
  },
];

const NUDGES = [
  ["left", "ArrowLeft", -1, 0],
  ["right", "ArrowRight", 1, 0],
  ["up", "ArrowUp", 0, -1],
  ["down", "ArrowDown", 0, 1],
] as const;

const MOVE: readonly Command[] = NUDGES.flatMap(([word, key, dx, dy]) => [
  {
    id: `nudge-${word}`,
    title: `Move ${word}`,
    group: "move" as const,
    shortcut: [key],
    when: hasSelection,
    run: (session: Session) => nudge(session, dx, dy),
  },
  {
    id: `nudge-${word}-far`,
    title: `Move ${word} by 10`,
    group: "move" as const,
    shortcut: [`Shift+${key}`],
    when: hasSelection,
    run: (session: Session) => nudge(session, dx * 10, dy * 10),
  },
]);

export const COMMANDS: readonly Command[] = [...ADD, ...EDIT, ...VIEW, ...MOVE, ...HELP];

export const ITEM_COMMANDS: readonly Command[] = EDIT.filter(({ id }) =>
  ["duplicate", "to-front", "to-back", "bypass", "mute", "delete"].includes(id),
);

export function command(id: string): Command {
  const found = COMMANDS.find((candidate) => candidate.id === id);
  if (!found) throw new Error(`no command is called “${id}”`);
  return found;
}
