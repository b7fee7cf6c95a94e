/** Pictures of the board as files: as they are seen, or with what made them. */
import { Download, FileDown } from "lucide-react";
import type { Session } from "../board/session";
import { text } from "../i18n/i18n";
import { assetOf } from "../palette/asset";
import type { Command } from "./command";

/** The selected items that show a picture. */
function shown(session: Session): string[] {
  return [...session.ui.selection.get()].filter((id) => assetOf(session, id) !== null);
}

const hasPictures = (session: Session): boolean => shown(session).length > 0;
const needs = text("Select something that shows a picture.");

export const DOWNLOAD: readonly Command[] = [
  {
    id: "download",
    title: text("Download the picture"),
    group: "edit",
    icon: Download,
    when: hasPictures,
    needs,
    run: (session) =>
      void import("./downloading").then(({ download }) => download(session, shown(session))),
  },
  {
    id: "download-with-recipe",
    title: text("Download with its recipe"),
    group: "edit",
    icon: FileDown,
    when: hasPictures,
    needs,
    run: (session) =>
      void import("./downloading").then(({ downloadWithRecipe }) =>
        downloadWithRecipe(session, shown(session)),
      ),
  },
];
