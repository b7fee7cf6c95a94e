/** What makes nodes render, and what stops them. */
import { CircleStop, ListOrdered, Pause, Play, SkipForward } from "lucide-react";
import type { Session } from "../board/session";
import { text } from "../i18n/i18n";
import { kindOf } from "../items/layout";
import { selectedItems } from "./actions";
import type { Command } from "./command";
import { runNodes, runSaved } from "./running";
import { editable } from "./when";

/** Those of the selected items that can be run. */
function selectedCards(session: Session): string[] {
  return selectedItems(session)
    .filter(({ type }) => kindOf(type) === "card" && !session.catalog.get(type)?.deferred)
    .map(({ id }) => id);
}

function hasCards(session: Session): boolean {
  return session.canEdit && selectedCards(session).length > 0;
}

function stoppable({ ui, jobs }: Session): string[] {
  return [...ui.selection.get()]
    .map((node) => jobs.of(node))
    .filter((job) => job?.can.cancel === true)
    .map((job) => job?.id ?? "");
}

export const RUN: readonly Command[] = [
  {
    id: "run",
    title: text("Run"),
    group: "mode",
    icon: Play,
    shortcut: ["Mod+Enter"],
    when: hasCards,
    needs: text("Select a node that is run first."),
    run: (session) => runNodes(session, selectedCards(session)),
  },
  {
    id: "run-to-here",
    title: text("Run to here"),
    group: "mode",
    icon: SkipForward,
    shortcut: ["Mod+Shift+Enter"],
    when: hasCards,
    needs: text("Select a node that is run first."),
    run: (session) => runNodes(session, selectedCards(session), true),
  },
  {
    id: "run-all",
    title: text("Run everything out of date"),
    group: "mode",
    icon: Play,
    when: editable,
    run: (session) => runSaved(session),
  },
  {
    id: "stop",
    title: text("Cancel the render"),
    group: "mode",
    icon: CircleStop,
    shortcut: ["Mod+."],
    when: (session) => stoppable(session).length > 0,
    needs: text("Nothing that is selected is rendering for you."),
    run: (session) => stoppable(session).forEach((job) => void session.jobs.cancel(job)),
  },
  {
    id: "pause",
    title: text("Pause or resume live rendering"),
    group: "mode",
    icon: Pause,
    shortcut: ["Shift+P"],
    when: editable,
    run: ({ jobs, view }) => void jobs.setPaused(!(jobs.pausing.get() ?? view.paused)),
  },
];

export const QUEUE: Command = {
  id: "queue",
  title: text("Queue"),
  group: "view",
  icon: ListOrdered,
  shortcut: ["Q"],
  run: ({ ui }) => ui.queue.set(!ui.queue.get()),
};
