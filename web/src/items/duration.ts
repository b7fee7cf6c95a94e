/** How long a render took, in words short enough for a corner of its picture. */
import { tenths } from "../i18n/format";
import { t } from "../i18n/i18n";

const MINUTE_MS = 60_000;

export function durationLabel(ms: number): string {
  if (ms < 1_000) return t("{ms} ms", { ms: Math.max(1, Math.round(ms)) });
  const seconds = ms / 1_000;
  if (ms < MINUTE_MS) return t("{seconds} s", { seconds: tenths(Math.min(seconds, 59.9)) });
  const minutes = Math.floor(seconds / 60);
  const rest = Math.floor(seconds % 60);
  if (minutes < 60)
    return rest > 0
      ? t("{minutes} min {rest} s", { minutes, rest })
      : t("{minutes} min", { minutes });
  return t("{hours} h {rest} min", { hours: Math.floor(minutes / 60), rest: minutes % 60 });
}
