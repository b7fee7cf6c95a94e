/** The picture an item shows: its own, or the first of what it came to; and what is seen of it. */
import type { Session } from "../board/session";
import { readCut, WHOLE } from "../doc/cut";
import type { Cut } from "../doc/schema";
import { pictureOf } from "../items/layout";

export function assetOf({ view }: Pick<Session, "view">, id: string): string | null {
  const item = view.node(id);
  if (item?.type !== "image") return pictureOf(view.result(id))?.asset ?? null;
  const { asset } = item.params;
  return typeof asset === "string" && asset !== "" ? asset : null;
}

export function cutOf({ view }: Pick<Session, "view">, id: string): Cut {
  const item = view.node(id);
  if (item?.type === "image") return readCut(item.params);
  return pictureOf(view.result(id))?.cut ?? WHOLE;
}
