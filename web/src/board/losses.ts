/** What the server did not accept, in a sentence, and as text that can be taken along. */
import { titleOf } from "../doc/catalog";
import type { Change, Plain, UnsavedEdit } from "../sync/changes";
import type { Session } from "./session";

export type Loss = { readonly id: string; readonly sentence: string; readonly text: string };

const REASONS: Readonly<Record<string, string>> = {
  too_large: "it was too large",
  root: "only the server may change that",
  client: "it came under somebody else’s name",
};

export function lossOf(
  edit: UnsavedEdit,
  { view, catalog }: Pick<Session, "view" | "catalog">,
): Loss {
  const [change] = edit.changes;
  const [node = "", ...rest] = change?.path ?? [];
  const item = view.node(node);
  const title = item ? `“${titleOf(item, catalog)}”` : "the board";
  const what =
    change && rest.length === 0 && change.kind !== "text" ? wholeNode(change) : "change of";
  const reason = REASONS[edit.refused ?? ""] ?? "it could not read it";
  return {
    id: edit.id,
    sentence: `The server did not accept your ${what} ${title}: ${reason}. Everything else is kept.`,
    text: edit.changes.map(textOf).filter(Boolean).join("\n"),
  };
}

function wholeNode(change: Change): string {
  return change.kind === "delete" ? "deletion on" : "adding of";
}

function textOf(change: Change): string {
  return change.kind === "set" ? wordsOf(change.value) : "";
}

function wordsOf(value: Plain): string {
  if (value.kind === "text") return value.text;
  if (value.kind === "value") {
    return typeof value.value === "string" ? value.value : JSON.stringify(value.value);
  }
  return Object.entries(value.entries)
    .map(([key, entry]) => `${key}: ${wordsOf(entry)}`)
    .join("\n");
}
