/** How long a render took, in words short enough for a corner of its picture. */
const MINUTE_MS = 60_000;

export function durationLabel(ms: number): string {
  if (ms < 1_000) return `${Math.max(1, Math.round(ms))} ms`;
  const seconds = ms / 1_000;
  if (ms < MINUTE_MS) return `${seconds < 59.95 ? seconds.toFixed(1) : "59.9"} s`;
  const minutes = Math.floor(seconds / 60);
  const rest = Math.floor(seconds % 60);
  if (minutes < 60) return rest > 0 ? `${minutes} min ${rest} s` : `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
