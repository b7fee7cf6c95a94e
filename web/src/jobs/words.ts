/** Jobs in the words of the interface. Pure: the time now is given. */
import type { Job, JobStatus } from "../api/types";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

const rules = new Intl.PluralRules("en", { type: "ordinal" });
const ENDINGS: Readonly<Record<string, string>> = { one: "st", two: "nd", few: "rd", other: "th" };

function ordinal(n: number): string {
  return `${n}${ENDINGS[rules.select(n)] ?? "th"}`;
}

/** Where a job stands: one that waits says how many turns are before it. */
export function placeWords({ status, position }: Pick<Job, "status" | "position">): string {
  if (status !== "queued") return STATUS_WORDS[status];
  if (position === null || position <= 0) return "Waiting";
  return position === 1 ? "Next" : `${ordinal(position)} in line`;
}

/** How a job ended: what nobody called off was replaced by a change, or paused. */
export function endWords({ status, error }: Pick<Job, "status" | "error">): string {
  return status === "cancelled" && error === null ? "No longer wanted" : STATUS_WORDS[status];
}

export const STATUS_WORDS: Readonly<Record<JobStatus, string>> = {
  queued: "Waiting",
  running: "Rendering",
  done: "Done",
  error: "Failed",
  cancelled: "Cancelled",
};

export function stepWords(step: number, steps: number): string {
  return `Step ${step} of ${steps}`;
}

/** How long until a moment, no more exact than an estimate can be. */
export function leftWords(eta: number | null, now: number): string {
  if (eta === null) return "";
  const left = eta - now;
  if (left < 3 * SECOND) return "almost done";
  if (left < 10 * SECOND) return `${Math.round(left / SECOND)} s left`;
  if (left < 55 * SECOND) return `${Math.round(left / (5 * SECOND)) * 5} s left`;
  if (left < HOUR) return `${Math.max(1, Math.round(left / MINUTE))} min left`;
  const minutes = Math.round(left / (10 * MINUTE)) * 10;
  const rest = minutes % 60;
  return `${Math.floor(minutes / 60)} h${rest > 0 ? ` ${rest} min` : ""} left`;
}

/** Who does it, for those who are not them. */
export function ownerWords(person: Job["person"], me: string): string {
  if (person === null) return "Somebody runs this";
  return person.id === me ? "You run this" : `${person.name} runs this`;
}

/** The same where there is little room. */
export function shortOwnerWords(person: Job["person"], me: string): string {
  const [given = ""] = person?.name.trim().split(/\s+/) ?? [];
  return ownerWords(person && { ...person, name: given }, me);
}

const ADVICE: Readonly<Record<string, string>> = {
  failed: "Change a setting, or try again.",
  out_of_memory: "Make the picture smaller, then try again.",
  timeout: "Take fewer steps or a smaller picture, then try again.",
  quarantined: "Change a setting before you try again.",
};

/** What to do about an error, where its own sentence may not say so. */
export function adviceFor(code: string): string | null {
  return ADVICE[code] ?? null;
}
