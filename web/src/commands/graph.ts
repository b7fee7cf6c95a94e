/** What made a picture whose file tells of it, put on the board beside it. */
import { Workflow } from "lucide-react";
import type { Session } from "../board/session";
import { text } from "../i18n/i18n";
import { selectedItems } from "./actions";
import type { Command } from "./command";

/** The selected pictures that came with their graph. */
function tellingPictures(session: Session): string[] {
  return selectedItems(session)
    .filter(({ type, params }) => type === "image" && params.graph === true)
    .map(({ id }) => id);
}

export const GRAPH: readonly Command[] = [
  {
    id: "add-graph",
    title: text("Add its graph"),
    group: "add",
    icon: Workflow,
    when: (session) => session.canEdit && tellingPictures(session).length > 0,
    needs: text("Select a picture whose file says what made it."),
    run: (session) =>
      void import("./graphs").then(({ addGraphs }) => addGraphs(session, tellingPictures(session))),
  },
];
