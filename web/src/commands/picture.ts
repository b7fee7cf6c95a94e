/** What is seen of a picture on the board: all of it, a part, turned. The picture itself stays. */
import { Crop, ImageUpscale, RotateCcw, RotateCw } from "lucide-react";
import type { Session } from "../board/session";
import { boxOf } from "../canvas/place";
import { isWhole, readCut, restored, turned } from "../doc/cut";
import type { Box } from "../doc/edits";
import type { Cut, NodeItem } from "../doc/schema";
import { text } from "../i18n/i18n";
import { pictures, selectedItems } from "./actions";
import type { Command } from "./command";

type Placed = { readonly cut: Cut; readonly box: Box };

function change(session: Session, next: (cut: Cut, box: Box) => Placed): void {
  const changes = pictures(session).flatMap((item) => {
    const box = boxOf(session, item.id);
    return box ? [{ id: item.id, ...next(readCut(item.params), box) }] : [];
  });
  session.edits.cutPictures(changes);
}

/** The one selected picture that may be changed. */
export function croppable(session: Session): NodeItem | null {
  const [only] = pictures(session);
  const isOne = session.canEdit && selectedItems(session).length === 1;
  return isOne && only !== undefined && typeof only.params.asset === "string" ? only : null;
}

const hasPictures = (session: Session): boolean => session.canEdit && pictures(session).length > 0;
const isCut = (session: Session): boolean =>
  session.canEdit && pictures(session).some(({ params }) => !isWhole(readCut(params)));

export const PICTURE: readonly Command[] = [
  {
    id: "crop",
    title: text("Crop the picture"),
    group: "arrange",
    icon: Crop,
    shortcut: ["Alt+C"],
    when: (session) => croppable(session) !== null,
    needs: text("Select one picture that is not locked."),
    run: (session) => session.ui.cropping.set(croppable(session)?.id ?? null),
  },
  {
    id: "turn-right",
    title: text("Turn right"),
    group: "arrange",
    icon: RotateCw,
    shortcut: ["R"],
    when: hasPictures,
    needs: text("Select a picture that is not locked."),
    run: (session) => change(session, (cut, box) => turned(cut, box, 90)),
  },
  {
    id: "turn-left",
    title: text("Turn left"),
    group: "arrange",
    icon: RotateCcw,
    shortcut: ["Shift+R"],
    when: hasPictures,
    needs: text("Select a picture that is not locked."),
    run: (session) => change(session, (cut, box) => turned(cut, box, 270)),
  },
  {
    id: "picture-whole",
    title: text("Show the whole picture, not turned"),
    group: "arrange",
    icon: ImageUpscale,
    when: isCut,
    needs: text("Select a picture that is cropped or turned."),
    run: (session) => change(session, restored),
  },
];
