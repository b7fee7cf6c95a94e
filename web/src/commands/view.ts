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
import { toast } from "../ui/Toast";
import type { Command } from "./command";
import { editable } from "./when";

export const VIEW: readonly Command[] = [
  {
    id: "find",
    title: "Find on the board…",
    group: "view",
    icon: Search,
    shortcut: ["Mod+F"],
    run: ({ ui }) => ui.find.set(true),
  },
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
    id: "tool-arrow",
    title: "Draw an arrow",
    group: "add",
    icon: MoveUpRight,
    shortcut: ["L"],
    when: editable,
    run: ({ ui }) => ui.tool.set("arrow"),
  },
  {
    id: "tool-draw",
    title: "Draw by hand",
    group: "add",
    icon: Pencil,
    shortcut: ["D"],
    when: editable,
    run: ({ ui }) => ui.tool.set("draw"),
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
  {
    id: "minimap",
    title: "Show or hide the minimap",
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
  ["items", "Snap to items or not", "Shift+S", Magnet],
  ["grid", "Snap to the grid or not", "Shift+G", Grid3x3],
] as const;

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
    const now = next[what] ? "snap" : "no longer snap";
    toast(`Items you drag ${now} to ${what === "grid" ? "the grid" : "others"}.`);
  },
}));

export const HELP: readonly Command[] = [
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
