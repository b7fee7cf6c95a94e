/** Where to go after signing in: only ever a path of ours, whatever the address says. */
export function safeNext(next: string | null): string {
  if (next === null || !/^\/(?![/\\])/.test(next)) return "/";
  return next.startsWith("/sign-in") || next.startsWith("/setup") ? "/" : next;
}
