/** Answers that the page's own script asked for before this code was here; see `index.html`. */

const page = globalThis as { atelierEarly?: Map<string, Promise<Response>> };

/** Older than this, an answer nobody took may no longer be so. */
const FRESH_MS = 10_000;

/** The answer that is on its way already, once: whoever asks again wants to know it anew. */
export function takeEarly(path: string): Promise<Response> | undefined {
  if (performance.now() > FRESH_MS) dropEarly();
  const answer = page.atelierEarly?.get(path);
  page.atelierEarly?.delete(path);
  return answer;
}

/** Something is about to change on the server. */
export function dropEarly(): void {
  delete page.atelierEarly;
}
