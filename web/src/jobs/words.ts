/** Jobs in the words of the interface. Pure: the time now is given. */
import { ordinal } from "../i18n/format";
import type { Job, JobStatus } from "../api/types";
import { t, text, type Text } from "../i18n/i18n";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Where a job stands: one that waits says how many turns are before it. */
export function placeWords({ status, position }: Pick<Job, "status" | "position">): string {
  if (status !== "queued") return t(STATUS_WORDS[status]);
  if (position === null || position <= 0) return t("Waiting");
  return position === 1 ? t("Next") : t("{nth} in line", { nth: ordinal(position) });
}

/** How a job ended: what nobody called off was replaced by a change, or paused. */
export function endWords({ status, error }: Pick<Job, "status" | "error">): string {
  return status === "cancelled" && error === null ? t("No longer wanted") : t(STATUS_WORDS[status]);
}

export const STATUS_WORDS: Readonly<Record<JobStatus, Text>> = {
  queued: text("Waiting"),
  running: text("Rendering"),
  done: text("Done"),
  error: text("Failed"),
  cancelled: text("Cancelled"),
};

export function stepWords(step: number, steps: number): string {
  return t("Step {step} of {steps}", { step, steps });
}

/** How long until a moment, no more exact than an estimate can be. */
export function leftWords(eta: number | null, now: number): string {
  if (eta === null) return "";
  const left = eta - now;
  if (left < 3 * SECOND) return t("almost done");
  if (left < 10 * SECOND) return t("{seconds} s left", { seconds: Math.round(left / SECOND) });
  if (left < 55 * SECOND)
    return t("{seconds} s left", { seconds: Math.round(left / (5 * SECOND)) * 5 });
  if (left < HOUR)
    return t("{minutes} min left", { minutes: Math.max(1, Math.round(left / MINUTE)) });
  const minutes = Math.round(left / (10 * MINUTE)) * 10;
  const rest = minutes % 60;
  const hours = Math.floor(minutes / 60);
  return rest > 0
    ? t("{hours} h {rest} min left", { hours, rest })
    : t("{hours} h left", { hours });
}

/** Who does it, for those who are not them. */
export function ownerWords(person: Job["person"], me: string): string {
  if (person === null) return t("Somebody runs this");
  return person.id === me ? t("You run this") : t("{name} runs this", { name: person.name });
}

/** The same where there is little room. */
export function shortOwnerWords(person: Job["person"], me: string): string {
  const [given = ""] = person?.name.trim().split(/\s+/) ?? [];
  return ownerWords(person && { ...person, name: given }, me);
}

const ADVICE: Readonly<Record<string, Text>> = {
  failed: text("Change a setting, or try again."),
  out_of_memory: text("Make the picture smaller, then try again."),
  timeout: text("Take fewer steps or a smaller picture, then try again."),
  quarantined: text("Change a setting before you try again."),
};

/** What to do about an error, where its own sentence may not say so. */
export function adviceFor(code: string): string | null {
  const advice = ADVICE[code];
  return advice === undefined ? null : t(advice);
}
