/** What puts selected items in order: lined up, spread, over one another, and held in place. */
import {
  AlignCenterHorizontal,
  AlignCenterVertical,
  AlignEndHorizontal,
  AlignEndVertical,
  AlignHorizontalSpaceBetween,
  AlignStartHorizontal,
  AlignStartVertical,
  AlignVerticalSpaceBetween,
  ArrowDown,
  ArrowDownToLine,
  ArrowUp,
  ArrowUpToLine,
  Eye,
  EyeOff,
  Group,
  LayoutGrid,
  Lock,
  Ungroup,
  Workflow,
  type LucideIcon,
} from "lucide-react";
import type { Axis, Side } from "../arrange/align";
import { text, type Text } from "../i18n/i18n";
import {
  groupSelection,
  hasGroup,
  hasHidden,
  hasLinks,
  hideSelection,
  pictures,
  showHidden,
  toggleLock,
  ungroupSelection,
  units,
} from "./actions";
import type { Command } from "./command";
import type { Session } from "../board/session";
import { hasSelection } from "./when";

const SIDES: readonly (readonly [Side, Text, string, LucideIcon])[] = [
  ["left", text("Align left"), "Alt+A", AlignStartVertical],
  ["center", text("Align centers"), "Alt+H", AlignCenterVertical],
  ["right", text("Align right"), "Alt+D", AlignEndVertical],
  ["top", text("Align top"), "Alt+W", AlignStartHorizontal],
  ["middle", text("Align middles"), "Alt+V", AlignCenterHorizontal],
  ["bottom", text("Align bottom"), "Alt+S", AlignEndHorizontal],
];
const AXES: readonly (readonly [Axis, Text, string, LucideIcon])[] = [
  ["x", text("Spread evenly across"), "Alt+Shift+H", AlignHorizontalSpaceBetween],
  ["y", text("Spread evenly down"), "Alt+Shift+V", AlignVerticalSpaceBetween],
];

/** What is done comes after the board itself; `BoardView` fetches it before it is asked for. */
export const loadArranging = () => import("./arranging");

type Arranging = Awaited<ReturnType<typeof loadArranging>>;

function arranging(act: (all: Arranging, session: Session) => void): Command["run"] {
  return (session) => void loadArranging().then((all) => act(all, session));
}

const hasUnits =
  (least: number) =>
  (session: Session): boolean =>
    session.canEdit && units(session).length >= least;

export const ARRANGE: readonly Command[] = [
  ...SIDES.map(([side, title, keys, icon]): Command => ({
    id: `align-${side}`,
    title,
    group: "arrange",
    icon,
    shortcut: [keys],
    when: hasUnits(2),
    needs: text("Select two or more items."),
    run: arranging((all, session) => all.alignSelection(session, side)),
  })),
  ...AXES.map(([axis, title, keys, icon]): Command => ({
    id: `distribute-${axis}`,
    title,
    group: "arrange",
    icon,
    shortcut: [keys],
    when: hasUnits(3),
    needs: text("Select three or more items."),
    run: arranging((all, session) => all.distributeSelection(session, axis)),
  })),
  {
    id: "pack",
    title: text("Pack pictures into a wall"),
    group: "arrange",
    icon: LayoutGrid,
    shortcut: ["Alt+Shift+P"],
    when: (session) => session.canEdit && pictures(session).length > 1,
    needs: text("Select two or more pictures."),
    run: arranging((all, session) => all.packSelection(session)),
  },
  {
    id: "tidy",
    title: text("Tidy up nodes"),
    group: "arrange",
    icon: Workflow,
    shortcut: ["Alt+Shift+T"],
    when: (session) => session.canEdit && hasLinks(session),
    needs: text("Select nodes that are connected."),
    run: arranging((all, session) => void all.tidySelection(session)),
  },
  {
    id: "to-front",
    title: text("Bring to front"),
    group: "arrange",
    icon: ArrowUpToLine,
    shortcut: ["]"],
    when: hasSelection,
    run: ({ edits, ui }) => edits.reorder([...ui.selection.get()], "front"),
  },
  {
    id: "step-up",
    title: text("Bring forward"),
    group: "arrange",
    icon: ArrowUp,
    shortcut: ["Mod+]"],
    when: hasSelection,
    run: arranging((all, session) => all.stepSelection(session, "up")),
  },
  {
    id: "step-down",
    title: text("Send backward"),
    group: "arrange",
    icon: ArrowDown,
    shortcut: ["Mod+["],
    when: hasSelection,
    run: arranging((all, session) => all.stepSelection(session, "down")),
  },
  {
    id: "to-back",
    title: text("Send to back"),
    group: "arrange",
    icon: ArrowDownToLine,
    shortcut: ["["],
    when: hasSelection,
    run: ({ edits, ui }) => edits.reorder([...ui.selection.get()], "back"),
  },
  {
    id: "lock",
    title: text("Lock or unlock"),
    group: "arrange",
    icon: Lock,
    shortcut: ["Mod+Shift+L"],
    when: hasSelection,
    run: toggleLock,
  },
  {
    id: "group",
    title: text("Group"),
    group: "arrange",
    icon: Group,
    shortcut: ["Mod+G"],
    when: (session) => hasSelection(session) && session.ui.selection.get().size > 1,
    needs: text("Select two or more items."),
    run: groupSelection,
  },
  {
    id: "ungroup",
    title: text("Ungroup"),
    group: "arrange",
    icon: Ungroup,
    shortcut: ["Mod+Shift+G"],
    when: (session) => session.canEdit && hasGroup(session),
    needs: text("Select a group."),
    run: ungroupSelection,
  },
  {
    id: "hide",
    title: text("Hide"),
    group: "arrange",
    icon: EyeOff,
    shortcut: ["Mod+Shift+H"],
    when: hasSelection,
    run: hideSelection,
  },
  {
    id: "show-hidden",
    title: text("Show everything hidden"),
    group: "arrange",
    icon: Eye,
    when: (session) => session.canEdit && hasHidden(session),
    needs: text("Nothing on this board is hidden."),
    run: showHidden,
  },
];
