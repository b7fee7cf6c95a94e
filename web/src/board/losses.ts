/** What the server did not accept, in a sentence, and as text that can be taken along. */
import { titleOf } from "../doc/catalog";
import { t, type Text, text } from "../i18n/i18n";
import type { Change, Plain, UnsavedEdit } from "../sync/changes";
import type { Session } from "./session";

export type Loss = { readonly id: string; readonly sentence: string; readonly text: string };

const REASONS: Readonly<Record<string, Text>> = {
  too_large: text("it was too large"),
  root: text("only the server may change that"),
  client: text("it came under somebody else’s name"),
};

export function lossOf(
  edit: UnsavedEdit,
  { view, catalog }: Pick<Session, "view" | "catalog">,
): Loss {
  const [change] = edit.changes;
  const [node = "", ...rest] = change?.path ?? [];
  const item = view.node(node);
  const title = item ? `“${titleOf(item, catalog)}”` : t("the board");
  const isWhole = rest.length === 0 && change !== undefined && change.kind !== "text";
  const reason = t(REASONS[edit.refused ?? ""] ?? text("it could not read it"));
  const said = isWhole ? wholeNode(change) : CHANGE;
  return {
    id: edit.id,
    sentence: t(said, { title, reason }),
    text: edit.changes.map(textOf).filter(Boolean).join("\n"),
  };
}

const CHANGE = text(
  "The server did not accept your change of {title}: {reason}. Everything else is kept.",
);

function wholeNode(change: Change): Text {
  return change.kind === "delete"
    ? text("The server did not accept your deletion on {title}: {reason}. Everything else is kept.")
    : text("The server did not accept your adding of {title}: {reason}. Everything else is kept.");
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
