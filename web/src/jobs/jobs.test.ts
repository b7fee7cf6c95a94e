import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Job } from "../api/types";
import { testBoard } from "../doc/fixtures";
import { createStore } from "../store/store";
import { job, MIA, others } from "./fixtures";
import { Jobs } from "./jobs";

type Answer = { status: number; body: unknown };

/** What the server was asked, and what it answers to it. */
let calls: string[] = [];
let answer: (call: string) => Answer = () => ({ status: 200, body: { items: [], next: null } });

beforeEach(() => {
  vi.useFakeTimers();
  calls = [];
  vi.stubGlobal("document", { baseURI: "http://atelier.test/" });
  vi.stubGlobal(
    "fetch",
    (url: string, { method, body }: { method: string; body: string | null }) => {
      const call = `${method} ${url}${body === null ? "" : ` ${body}`}`;
      calls.push(call);
      const { status, body: json } = answer(call);
      return Promise.resolve(
        new Response(status === 204 ? null : JSON.stringify(json), { status }),
      );
    },
  );
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
const listed = (...items: Job[]): Answer => ({ status: 200, body: { items, next: null } });
const refused = { status: 409, body: { code: "ended", detail: "It has ended already." } };

function open() {
  const board = testBoard();
  const said: string[] = [];
  const jobs = new Jobs({
    board: "b",
    me: MIA.id,
    view: board.view,
    visible: createStore(true),
    say: (sentence) => said.push(sentence),
  });
  const status = (node: string, status: string | null): void => {
    const results = board.doc.getMap("results");
    if (status === null) results.delete(node);
    else results.set(node, { status, fingerprint: null, wanted: "w", outputs: null, error: null });
    board.view.flush();
  };
  return { ...board, jobs, said, status };
}

test("nothing is asked while nothing renders, and who runs a node while it does", async () => {
  const { jobs, status } = open();
  await pass(60_000);
  expect(calls).toEqual([]);
  answer = () => listed(others("n"));
  const woken = vi.fn();
  jobs.subscribe("n", woken);
  status("n", "running");
  expect(jobs.count.get()).toBe(1);
  await pass(0);
  expect(calls).toEqual(["GET /api/jobs?scope=all&state=active&board=b&limit=100"]);
  expect(jobs.of("n")?.person?.name).toBe("Ben");
  expect(woken).toHaveBeenCalledTimes(1);
  await pass(2_500);
  expect(calls).toHaveLength(2);
  expect(woken).toHaveBeenCalledTimes(1);
  status("n", "done");
  expect(jobs.of("n")).toBeNull();
  await pass(60_000);
  expect(calls).toHaveLength(2);
});

test("of two who wish for one node, a person sees their own job", async () => {
  const { jobs, status } = open();
  answer = () => listed(job("mine", { node: "n" }), others("theirs", { node: "n" }));
  status("n", "queued");
  await pass(0);
  expect(jobs.of("n")?.id).toBe("mine");
});

test("a cancel shows at once and is taken back when it is refused", async () => {
  const { jobs, said } = open();
  const feed = jobs.active("mine");
  answer = (call) => (call.startsWith("DELETE") ? refused : listed(job("a")));
  feed.watch(1_000);
  await pass(0);
  const done = jobs.cancel("a");
  expect(feed.shown.get().jobs[0]?.status).toBe("cancelled");
  await done;
  expect(feed.shown.get().jobs[0]?.status).toBe("queued");
  expect(said).toEqual(["It has ended already."]);
});

test("an answer from before a cancel does not bring the job back", async () => {
  const { jobs } = open();
  const feed = jobs.active("mine");
  answer = (call) => (call.startsWith("DELETE") ? { status: 204, body: null } : listed(job("a")));
  feed.watch(1_000);
  await pass(0);
  const cancel = jobs.cancel("a");
  // Asked before the server knew of it, answered after.
  const late = feed.refresh();
  await cancel;
  await late;
  expect(feed.shown.get().jobs[0]?.status).toBe("cancelled");
  answer = () => listed();
  await pass(300);
  expect(feed.shown.get().jobs).toEqual([]);
});

test("runs are asked for with their nodes, and one that finds nothing to do says so", async () => {
  const { jobs, said, status } = open();
  answer = () => ({ status: 202, body: { jobs: [] } });
  await jobs.run(["n"], true);
  await jobs.run();
  expect(calls).toEqual([
    'POST /api/boards/b/run {"nodes":["n"],"upstream":true}',
    "POST /api/boards/b/run {}",
  ]);
  expect(said).toEqual(["There is nothing to run here.", "There is nothing to run here."]);
  status("n", "stale");
  await jobs.run(["n"]);
  expect(said).toHaveLength(2);
});

test("pausing shows at once, until the document says it or the server refuses", async () => {
  const { jobs, doc, view, frame, said } = open();
  answer = () => ({ status: 200, body: {} });
  await jobs.setPaused(true);
  expect([jobs.pausing.get(), view.paused]).toEqual([true, false]);
  doc.getMap("meta").set("paused", true);
  frame();
  expect([jobs.pausing.get(), view.paused]).toEqual([null, true]);
  answer = () => ({ status: 403, body: { code: "not_allowed", detail: "Not yours to pause." } });
  const asked = jobs.setPaused(false);
  expect(jobs.pausing.get()).toBe(false);
  await asked;
  expect([jobs.pausing.get(), said]).toEqual([null, ["Not yours to pause."]]);
});
