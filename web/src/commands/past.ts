/** What is done with a node's earlier results. Comes with the panel that shows them. */
import { readRecipe } from "../api/library";
import { sentence } from "../api/client";
import type { Session } from "../board/session";
import { fitted } from "../canvas/pictures";
import { boxOf, roomForSize } from "../canvas/place";
import { restoring, waiting } from "../doc/restore";
import type { Picture } from "../doc/schema";
import { t } from "../i18n/i18n";
import { toast } from "../ui/Toast";
import { addItem } from "./actions";
import { runSaved } from "./running";

/**
 * Sets the board back to what the result was made of, as one step of this person's undo: the result
 * then comes by its name, without running. Whether it was done.
 */
export async function bringBack(
  session: Session,
  node: string,
  fingerprint: string,
  picture: Picture | null,
): Promise<boolean> {
  const { board, view, catalog, edits } = session;
  try {
    const recipe = await readRecipe(board.id, node, fingerprint);
    const { changes, problem } = restoring(recipe, view, catalog);
    if (problem !== null) {
      sayInstead(session, node, problem, picture);
      return false;
    }
    edits.setFields(changes);
    const asked = waiting(Object.keys(recipe.nodes), view, catalog, view.paused);
    if (asked.length > 0) runSaved(session, asked);
    return true;
  } catch (error) {
    toast(sentence(error), { kind: "bad" });
    return false;
  }
}

function sayInstead(
  session: Session,
  node: string,
  problem: string,
  picture: Picture | null,
): void {
  toast(problem, {
    kind: "bad",
    ...(picture && {
      action: { label: t("Add the picture"), onSelect: () => addPast(session, node, picture) },
    }),
  });
}

/** An earlier result as a picture of its own, beside the node. */
export function addPast(session: Session, node: string, { asset, width, height }: Picture): void {
  const size = fitted({ w: width, h: height });
  const box = boxOf(session, node);
  const beside = box
    ? { x: box.x + box.w + 24 + size.w / 2, y: box.y + size.h / 2 }
    : { x: 0, y: 0 };
  const at = roomForSize(session, size, beside);
  addItem(session, "image", at, null, { size, params: { asset } });
}
