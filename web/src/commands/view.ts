/** What changes how the board is seen, and what says more about it. */
import {
  Grid3x3,
  Hand,
  Keyboard,
  Magnet,
  Map,
  Maximize,
  MousePointer2,
  MoveUpRight,
  Pencil,
  Scan,
  Search,
  Share2,
  ZoomIn,
  ZoomOut,
} from "lucide-react";
import { isMinimapShown, keepChoice } from "../canvas/minimap/choice";
import { keepSnapTo } from "../canvas/snapTo";
import { t, text } from "../i18n/i18n";
import { toast } from "../ui/Toast";
import type { Command } from "./command";
import { editable } from "./when";

export const VIEW: readonly Command[] = [
  {
    id: "find",
    title: text("Find on the board…"),
    group: "view",
    icon: Search,
    shortcut: ["Mod+F"],
    run: ({ ui }) => ui.find.set(true),
  },
  {
    id: "tool-select",
    title: text("Select"),
    group: "view",
    icon: MousePointer2,
    shortcut: ["V"],
    run: ({ ui }) => ui.tool.set("select"),
  },
  {
    id: "tool-hand",
    title: text("Hand"),
    group: "view",
    icon: Hand,
    shortcut: ["H"],
    run: ({ ui }) => ui.tool.set("hand"),
  },
  {
    id: "tool-arrow",
    title: text("Draw an arrow"),
    group: "add",
    icon: MoveUpRight,
    shortcut: ["L"],
    when: editable,
    run: ({ ui }) => ui.tool.set("arrow"),
  },
  {
    id: "tool-draw",
    title: text("Draw by hand"),
    group: "add",
    icon: Pencil,
    shortcut: ["D"],
    when: editable,
    run: ({ ui }) => ui.tool.set("draw"),
  },
  {
    id: "zoom-in",
    title: text("Zoom in"),
    group: "view",
    icon: ZoomIn,
    shortcut: ["Mod+=", "+"],
    run: ({ ui }) => ui.canvas.get()?.zoomIn(),
  },
  {
    id: "zoom-out",
    title: text("Zoom out"),
    group: "view",
    icon: ZoomOut,
    shortcut: ["Mod+-", "-"],
    run: ({ ui }) => ui.canvas.get()?.zoomOut(),
  },
  {
    id: "zoom-actual",
    title: text("Zoom to 100 %"),
    group: "view",
    icon: Scan,
    shortcut: ["Shift+0"],
    run: ({ ui }) => ui.canvas.get()?.zoomToActualSize(),
  },
  {
    id: "zoom-fit",
    title: text("Zoom to fit"),
    group: "view",
    icon: Maximize,
    shortcut: ["Shift+1"],
    run: ({ ui }) => ui.canvas.get()?.fit(),
  },
  {
    id: "zoom-selection",
    title: text("Zoom to selection"),
    group: "view",
    icon: Maximize,
    shortcut: ["Shift+2"],
    when: ({ ui }) => ui.selection.get().size > 0,
    run: ({ ui }) => ui.canvas.get()?.fit(ui.selection.get()),
  },
  {
    id: "minimap",
    title: text("Show or hide the minimap"),
    group: "view",
    icon: Map,
    shortcut: ["Shift+M"],
    run: ({ ui, view }) => {
      const isShown = isMinimapShown(ui.minimap.get(), view.order.length);
      ui.minimap.set(isShown ? "hidden" : "shown");
      keepChoice(ui.minimap.get());
    },
  },
];

const SNAPS = [
  ["items", text("Snap to items or not"), "Shift+S", Magnet],
  ["grid", text("Snap to the grid or not"), "Shift+G", Grid3x3],
] as const;

const SAID = {
  items: [text("Items you drag snap to others."), text("Items you drag no longer snap to others.")],
  grid: [
    text("Items you drag snap to the grid."),
    text("Items you drag no longer snap to the grid."),
  ],
} as const;

/** What drags are drawn to. */
export const SNAP: readonly Command[] = SNAPS.map(([what, title, keys, icon]) => ({
  id: `snap-${what}`,
  title,
  group: "view",
  icon,
  shortcut: [keys],
  run: ({ ui }) => {
    const before = ui.snapTo.get();
    const next = { ...before, [what]: !before[what] };
    ui.snapTo.set(next);
    keepSnapTo(next);
    toast(t(SAID[what][next[what] ? 0 : 1]));
  },
}));

export const HELP: readonly Command[] = [
  {
    id: "share",
    title: text("Share…"),
    group: "help",
    icon: Share2,
    run: ({ ui }) => ui.share.set(true),
  },
  {
    id: "palette",
    title: text("Commands…"),
    group: "help",
    shortcut: ["Mod+K"],
    run: ({ ui }) => ui.palette.set(true),
  },
  {
    id: "help",
    title: text("Keyboard shortcuts"),
    group: "help",
    icon: Keyboard,
    shortcut: ["?"],
    run: ({ ui }) => ui.help.set(true),
  },
];
