/**
 * What a person has done to jobs, shown before the server's lists tell of it. Pure.
 *
 * Questions to the server are numbered in the order they are asked. A change that was settled is
 * known to every answer whose question was asked after that; until then it is laid over the list.
 */
import type { Job, JobId } from "../api/types";

export type Change = {
  readonly job: JobId;
  /** The number of the first question whose answer knows of it; null while it is being asked for. */
  readonly known: number | null;
} & (
  | { readonly kind: "cancel" | "retry" }
  /** In front of another job of the same person; null is the end of theirs. */
  | { readonly kind: "move"; readonly before: JobId | null }
);

/** A list as it was answered to a numbered question; `asked` is 0 before the first answer. */
export type Listing = {
  readonly jobs: readonly Job[];
  readonly next: string | null;
  readonly asked: number;
};

export const NOTHING_YET: Listing = { jobs: [], next: null, asked: 0 };

/** The newer of a list and an answer: an answer that was overtaken says nothing. */
export function take(listing: Listing, answer: Listing): Listing {
  return answer.asked > listing.asked ? answer : listing;
}

/** The list with everything done since its question was asked. */
export function withChanges(listing: Listing, changes: readonly Change[]): readonly Job[] {
  return changes
    .filter(({ known }) => known === null || known > listing.asked)
    .reduce(withChange, listing.jobs);
}

function withChange(jobs: readonly Job[], change: Change): readonly Job[] {
  if (change.kind === "move") return moved(jobs, change.job, change.before);
  return jobs.map((job) => (job.id === change.job ? AFTER[change.kind](job) : job));
}

const NOTHING_TO_DO = { cancel: false, retry: false, move: false };

const AFTER = {
  cancel: (job: Job): Job => ({
    ...job,
    status: "cancelled",
    position: null,
    eta: null,
    can: NOTHING_TO_DO,
  }),
  // What was tried again stays as it ended: the new try is a job of its own.
  retry: (job: Job): Job => ({ ...job, can: NOTHING_TO_DO }),
};

/**
 * The list with one job in front of another of those its person may move. They change places among
 * themselves: everybody else's stay where they are.
 */
export function moved(jobs: readonly Job[], id: JobId, before: JobId | null): readonly Job[] {
  const own = jobs.filter((job) => job.can.move);
  const mover = own.find((job) => job.id === id);
  const rest = own.filter((job) => job.id !== id);
  const at = before === null ? rest.length : rest.findIndex((job) => job.id === before);
  if (!mover || at < 0) return jobs;
  const order = [...rest.slice(0, at), mover, ...rest.slice(at)];
  let i = 0;
  return jobs.map((place) => {
    const job = place.can.move ? order[i++] : undefined;
    if (!job) return place;
    return job === place ? job : { ...job, position: place.position, eta: place.eta };
  });
}

/** The changes some list still has to be told of. */
export function unknownTo(changes: readonly Change[], asked: readonly number[]): readonly Change[] {
  const oldest = Math.min(...asked);
  return changes.filter(({ known }) => known === null || known > oldest);
}
