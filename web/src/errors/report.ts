/**
 * What broke, as a report: copied by the person, and sent to the server's log.
 *
 * Says where in the page and in the program, never an address' query (it may hold a link's secret)
 * nor what anybody wrote. The same is sent once, and never more than a few a minute.
 */
import { address, basePath } from "../api/client";

export type Report = {
  readonly where: string;
  readonly message: string;
  readonly stack: string;
  readonly components: string;
  readonly path: string;
  readonly agent: string;
};

/** What the server takes, field by field. */
const MOST = { where: 100, message: 1_000, stack: 6_000, components: 3_000, path: 300, agent: 300 };
/** All of it together, in bytes. */
const MOST_BYTES = 15 * 1024;
const MOST_A_MINUTE = 5;
const MINUTE_MS = 60_000;
const MOST_REMEMBERED = 100;

export function reportOf(where: string, error: unknown, components = ""): Report {
  const { message, stack } = wordsOf(error);
  return bounded({
    where,
    message: withoutSecrets(message),
    stack: withoutSecrets(stack),
    components,
    path: location.pathname.slice(basePath().length),
    agent: navigator.userAgent,
  });
}

/** The report as text, for whoever is asked for help. */
export function textOf({ where, message, stack, components, path, agent }: Report): string {
  const parts = [`Atelier: ${where}`, message, stack.replace(message, "").trim(), components];
  return [...parts, `${path}\n${agent}`].filter((part) => part.trim() !== "").join("\n\n");
}

export class Reporter {
  private readonly sent = new Set<string>();
  private times: readonly number[] = [];

  constructor(
    private readonly send: (report: Report) => void,
    private readonly now: () => number,
  ) {}

  tell(report: Report): void {
    const now = this.now();
    // How it came to be drawn, further down the stack, differs from one time to the next.
    const [place = ""] = report.stack.replace(report.message, "").trim().split("\n", 1);
    const key = `${report.where}\n${report.message}\n${place}`;
    this.times = this.times.filter((time) => now - time < MINUTE_MS);
    if (this.sent.has(key) || this.times.length >= MOST_A_MINUTE) return;
    if (this.sent.size >= MOST_REMEMBERED) this.sent.clear();
    this.sent.add(key);
    this.times = [...this.times, now];
    this.send(report);
  }
}

export const reporter = new Reporter(post, () => performance.now());

/** Without an answer nothing more can be done: a report about a report helps nobody. */
function post(report: Report): void {
  void fetch(address("/api/client-errors"), {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(report),
    keepalive: true,
  }).catch(() => undefined);
}

function wordsOf(error: unknown): { message: string; stack: string } {
  if (!(error instanceof Error)) return { message: String(error), stack: "" };
  return { message: `${error.name}: ${error.message}`, stack: error.stack ?? "" };
}

/** Queries and fragments of the addresses in it, where invitations and tickets stand. */
function withoutSecrets(text: string): string {
  return text.replace(/(\b(?:https?|wss?|blob):[^\s?#)]*)[?#][^\s):]*/g, "$1");
}

/** Without the half of a character that a cut left. */
function whole(text: string): string {
  return text.replace(/[\uD800-\uDBFF]$/, "");
}

function bounded(report: Report): Report {
  const cut = (by: number): Report => {
    const entries = Object.entries(report).map(([name, value]) => {
      const most = Math.floor(MOST[name as keyof Report] * by);
      return [name, whole(value.slice(0, most))];
    });
    return Object.fromEntries(entries) as Report;
  };
  let [by, fitted] = [1, cut(1)];
  while (new TextEncoder().encode(JSON.stringify(fitted)).length > MOST_BYTES) {
    by /= 2;
    fitted = cut(by);
  }
  return fitted;
}
