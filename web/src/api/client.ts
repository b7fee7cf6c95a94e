/**
 * The one door to the REST API: addresses under the page's base, JSON in and out, problems as errors.
 * Knows nothing of React or of caching.
 */
import { fromServer, t } from "../i18n/i18n";
import { dropEarly, takeEarly } from "./early";
import type { ProblemBody } from "./types";

/** The path Atelier is mounted under, without a slash at the end: `""` or such as `"/studio"`. */
export function basePath(): string {
  return new URL(document.baseURI).pathname.replace(/\/[^/]*$/, "");
}

/** The address of a route of the server, such as `/api/boards`. */
export function address(path: string): string {
  return basePath() + path;
}

/** Where sockets open, such as `wss://example.org/studio/sync`. */
export function socketAddress(path: string): string {
  const scheme = location.protocol === "https:" ? "wss:" : "ws:";
  return `${scheme}//${location.host}${basePath()}${path}`;
}

/** What the server refused, or that it could not be reached. `message` is for the person. */
export class ApiProblem extends Error {
  override name = "ApiProblem";
  readonly status: number;
  readonly code: string;
  readonly requestId: string | null;

  constructor(status: number, code: string, detail: string, requestId: string | null = null) {
    super(detail);
    this.status = status;
    this.code = code;
    this.requestId = requestId;
  }

  get detail(): string {
    return this.message;
  }
}

export function unreachable(): ApiProblem {
  return new ApiProblem(
    0,
    "unreachable",
    t("Atelier cannot be reached. Check your connection and try again."),
  );
}

/** The problem in an answer that is not a success, whether or not the body says what it is. */
export function problemOf(status: number, body: unknown): ApiProblem {
  const problem = (typeof body === "object" && body !== null ? body : {}) as Partial<ProblemBody>;
  const said = problem.detail ?? problem.title;
  return new ApiProblem(
    status,
    problem.code ?? `http_${status}`,
    said === undefined
      ? t("The server answered {status}. Try again in a moment.", { status })
      : fromServer(said),
    problem.request_id ?? null,
  );
}

/** A sentence for the person from whatever was thrown. */
export function sentence(error: unknown): string {
  return error instanceof ApiProblem ? error.detail : t("Something went wrong. Try again.");
}

/** Whether the same thing may succeed when tried again: the server was away, busy or broken. */
export function mayPass(error: unknown): boolean {
  if (!(error instanceof ApiProblem)) return true;
  return error.status === 0 || error.status === 429 || error.status >= 500;
}

/** Browsers refuse to keep more than 64 KiB alive, all requests together; counted in characters. */
const MOST_KEPT_ALIVE = 8_000;

type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** Asks the server; the caller names the shape of the answer, as `types.ts` describes it. */
export async function request<T>(method: Method, path: string, body?: unknown): Promise<T> {
  const json = body === undefined ? null : JSON.stringify(body);
  const headers = {
    accept: "application/json",
    ...(json && { "content-type": "application/json" }),
  };
  // What is asked for still happens when the page is left or loaded anew meanwhile.
  const keepalive = method !== "GET" && (json?.length ?? 0) <= MOST_KEPT_ALIVE;
  if (method !== "GET") dropEarly();
  const early = method === "GET" ? takeEarly(path) : undefined;
  const asked = early ?? fetch(address(path), { method, headers, body: json, keepalive });
  const response = await asked.catch(() => {
    throw unreachable();
  });
  const answer: unknown = response.status === 204 ? null : await response.json().catch(() => null);
  if (!response.ok) throw problemOf(response.status, answer);
  return answer as T;
}

/** A file of the server's, as it is. */
export async function readBytes(path: string): Promise<Blob> {
  const response = await fetch(address(path)).catch(() => {
    throw unreachable();
  });
  if (!response.ok) {
    throw problemOf(response.status, (await response.json().catch(() => null)) as unknown);
  }
  return response.blob().catch(() => {
    throw unreachable();
  });
}
