/** How long a render took, in words short enough for a corner of its picture. */
export function durationLabel(ms: number): string {
  return ms < 1_000 ? `${Math.max(1, Math.round(ms))} ms` : `${(ms / 1_000).toFixed(1)} s`;
}
