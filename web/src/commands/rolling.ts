/** Runs nodes, with new seeds where they are free, once the server has what they are to run with. */
import type { Session } from "../board/session";
import { nextSeeds } from "../forms/seed";

export function runRolled(session: Session, ids: readonly string[], upstream = false): void {
  const { view, catalog, edits } = session;
  const rolls = ids.flatMap((id) => {
    const item = view.node(id);
    const spec = item && catalog.get(item.type);
    return spec ? nextSeeds(spec, item.params).map((seed) => ({ id, ...seed })) : [];
  });
  if (rolls.length > 0) edits.setEach(rolls);
  runSaved(session, ids, upstream);
}

/** What was changed just before counts, too; all of the board's without `ids`. */
export function runSaved(session: Session, ids?: readonly string[], upstream = false): void {
  session.link.whenSaved(() => void session.jobs.run(ids, upstream));
}
