/** The one way to run nodes: once the server has what they are to run with. */
import type { Session } from "../board/session";
import { nextSeeds } from "../forms/seed";
import { t } from "../i18n/i18n";
import { toast } from "../ui/Toast";

/**
 * Somebody asks for a run of these: seeds that are free are others then, and so are those of the
 * texts that they read, which are never run by themselves.
 */
export function runNodes(session: Session, ids: readonly string[], upstream = false): void {
  const { view, catalog, edits } = session;
  const rolls = [...withTexts(session, ids)].flatMap((id) => {
    const item = view.node(id);
    const spec = item && catalog.get(item.type);
    return spec ? nextSeeds(spec, item.params).map((seed) => ({ id, ...seed })) : [];
  });
  if (rolls.length > 0) edits.setEach(rolls);
  runSaved(session, ids, upstream);
}

/** What was changed just before counts, too; all of the board's without `ids`. */
export function runSaved(session: Session, ids?: readonly string[], upstream = false): void {
  const { link, jobs } = session;
  link.whenSaved(
    (isSaved) => {
      if (isSaved) void jobs.run(ids, upstream);
      else toast(t("Your last changes are not saved, so nothing was run."), { kind: "bad" });
    },
    () => toast(t("This runs as soon as your changes are saved.")),
  );
}

function withTexts({ view, catalog }: Session, ids: readonly string[]): Set<string> {
  const found = new Set(ids);
  for (const id of found) {
    for (const { node } of Object.values(view.node(id)?.inputs ?? {})) {
      const source = view.node(node);
      if (source && catalog.get(source.type)?.category === "text") found.add(node);
    }
  }
  return found;
}
