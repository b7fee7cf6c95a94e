/** How long ago, in words a person would use. The time now is given. */
import { language, t } from "../../i18n/i18n";
const DATE = { day: "numeric", month: "short", year: "numeric" } as const;
const EXACT = { dateStyle: "medium", timeStyle: "short" } as const;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export function ago(time: number, now: number): string {
  const past = now - time;
  const words = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
  if (past < MINUTE) return t("just now");
  if (past < HOUR) return words.format(-Math.floor(past / MINUTE), "minute");
  if (past < DAY) return words.format(-Math.floor(past / HOUR), "hour");
  if (past < 14 * DAY) return words.format(-Math.floor(past / DAY), "day");
  return new Intl.DateTimeFormat(language, DATE).format(time);
}

export function exactTime(time: number): string {
  return new Intl.DateTimeFormat(language, EXACT).format(time);
}
