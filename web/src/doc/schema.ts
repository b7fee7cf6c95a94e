/**
 * Names of the board document (schema 1) and the plain shapes a reader gets out of it.
 *
 * Knows nothing of React, of the DOM, or of how the document travels.
 */
import type * as Y from "yjs";
import type { Json } from "../api/types";

export type { Json };

export const META = "meta";
export const NODES = "nodes";
export const RESULTS = "results";

export type Point = { readonly x: number; readonly y: number };
export type Size = { readonly w: number; readonly h: number };

export const MODES = ["live", "manual", "mute", "bypass"] as const;
export type Mode = (typeof MODES)[number];

export const TURNS = [0, 90, 180, 270] as const;

/** A part of a picture, in parts of it as it is stored; the turn, clockwise, comes after it. */
export type Cut = { readonly crop: Point & Size; readonly turn: (typeof TURNS)[number] };

/** The output port at the start of an edge. */
export type Source = { readonly node: string; readonly port: string };

/** One node at one moment; `texts` are the live shared texts among its parameters. */
export type NodeItem = {
  readonly id: string;
  readonly type: string;
  readonly position: Point;
  readonly size: Size | null;
  readonly z: string;
  readonly parent: string | null;
  readonly title: string | null;
  readonly color: string | null;
  readonly locked: boolean;
  /** Not to be seen by anybody, though it still feeds the graph. */
  readonly hidden?: true;
  /** Items of one group are selected as one. */
  readonly group?: string;
  /** Only its title is to be seen, by everybody. */
  readonly collapsed?: true;
  readonly mode: Mode | null;
  readonly params: Readonly<Record<string, Json>>;
  readonly texts: Readonly<Record<string, Y.Text>>;
  readonly inputs: Readonly<Record<string, Source>>;
};

/** One edge; `key` is the entry of the target's inputs that holds it, `port` the port it enters. */
export type Edge = {
  readonly id: string;
  readonly source: string;
  readonly sourcePort: string;
  readonly target: string;
  readonly key: string;
  readonly port: string;
};

export const STATUSES = [
  "queued",
  "running",
  "done",
  "error",
  "invalid",
  "blocked",
  "stale",
  "cancelled",
] as const;
export type Status = (typeof STATUSES)[number];

export type Picture = {
  readonly asset: string;
  readonly mime: string;
  readonly width: number;
  readonly height: number;
  /** A picture that somebody brought, passed on as they cut it. */
  readonly cut?: Cut;
  /** What the renderer found odd about it. */
  readonly odd?: readonly Odd[];
};
/** `message` is the renderer's sentence. */
export type Odd = { readonly verdict: string; readonly message: string };
export type Output = Picture | { readonly value: Json };

export type ResultError = {
  readonly code: string;
  readonly message: string;
  readonly node: string | null;
  readonly params?: Readonly<Record<string, Json>>;
};

/** What the renderer wrote for a node; every output is a list, one long where the port gives one. */
export type ResultItem = {
  readonly status: Status;
  readonly fingerprint: string | null;
  readonly outputs: Readonly<Record<string, readonly Output[]>>;
  readonly error: ResultError | null;
  readonly durationMs: number | null;
};

/** The port an inputs key belongs to: a port that takes many has keys `port:KEY`. */
export function portOf(key: string): string {
  const colon = key.indexOf(":");
  return colon < 0 ? key : key.slice(0, colon);
}
