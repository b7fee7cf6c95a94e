/** Jobs for tests. */
import type { Job } from "../api/types";

export const MIA = { id: "mia", name: "Mia", color: "#2482eb" };
export const BEN = { id: "ben", name: "Ben", color: "#dd5c00" };

export function job(id: string, rest: Partial<Job> = {}): Job {
  return {
    id,
    board: { id: "b", title: "Board" },
    node: id,
    title: id,
    type: "debug.wait",
    person: MIA,
    priority: "interactive",
    status: "queued",
    progress: 0,
    step: null,
    steps: null,
    position: 1,
    eta: null,
    created_at: 0,
    started_at: null,
    ended_at: null,
    duration_ms: null,
    error: null,
    quality: [],
    can: { cancel: true, retry: false, move: true },
    ...rest,
  };
}

export function others(id: string, rest: Partial<Job> = {}): Job {
  return job(id, { person: BEN, can: { cancel: false, retry: false, move: false }, ...rest });
}
