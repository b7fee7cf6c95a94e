/** Runs nodes with new seeds where they are free. */
import type { Session } from "../board/session";
import { nextSeeds } from "../forms/seed";

/** The server reads the document: it is asked to run once it has the new seeds. */
export function runRolled(session: Session, ids: readonly string[], upstream = false): void {
  const { view, catalog, edits, link, jobs } = session;
  const rolls = ids.flatMap((id) => {
    const item = view.node(id);
    const spec = item && catalog.get(item.type);
    return spec ? nextSeeds(spec, item.params).map((seed) => ({ id, ...seed })) : [];
  });
  if (rolls.length > 0) edits.setEach(rolls);
  const run = (): void => void jobs.run(ids, upstream);
  if (rolls.length > 0) link.whenSaved(run);
  else run();
}
