/** How long ago, in words a person would use. The time now is given. */
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const words = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
const date = new Intl.DateTimeFormat("en", { day: "numeric", month: "short", year: "numeric" });
const exact = new Intl.DateTimeFormat("en", { dateStyle: "medium", timeStyle: "short" });

export function ago(time: number, now: number): string {
  const past = now - time;
  if (past < MINUTE) return "just now";
  if (past < HOUR) return words.format(-Math.floor(past / MINUTE), "minute");
  if (past < DAY) return words.format(-Math.floor(past / HOUR), "hour");
  if (past < 14 * DAY) return words.format(-Math.floor(past / DAY), "day");
  return date.format(time);
}

export function exactTime(time: number): string {
  return exact.format(time);
}
