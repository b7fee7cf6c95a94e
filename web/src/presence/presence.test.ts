import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { applyAwarenessUpdate, Awareness, encodeAwarenessUpdate } from "y-protocols/awareness";
import * as Y from "yjs";
import { Presence, SEND_INTERVAL_MS } from "./presence";

const ME = { id: "me", name: "Me", color: "#112233" };
const BEA = { id: "bea", name: "Bea", color: "#445566" };

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function here() {
  const awareness = new Awareness(new Y.Doc());
  const presence = new Presence(awareness, ME, () => Date.now());
  const hear = (state: Record<string, unknown> | null, from = new Awareness(new Y.Doc())) => {
    from.setLocalState(state);
    applyAwarenessUpdate(awareness, encodeAwarenessUpdate(from, [from.clientID]), "socket");
    return from;
  };
  return { awareness, presence, hear };
}

test("everybody is on the list once, this person first", () => {
  const { presence, hear } = here();
  hear({ user: BEA });
  hear({ user: BEA });
  const other = hear({ user: { ...ME } });
  expect(presence.people.get().map((person) => person.id)).toEqual(["me", "bea"]);
  hear(null, other);
  expect(presence.people.get()).toHaveLength(2);
});

test("a selection wakes only the nodes it concerns", () => {
  const { presence, hear } = here();
  const woken: string[] = [];
  for (const node of ["a", "b"]) presence.subscribe(`selection:${node}`, () => woken.push(node));
  const bea = hear({ user: BEA, selection: ["a"] });
  hear({ user: BEA, selection: ["a"], cursor: { x: 1, y: 2 } }, bea);
  expect(woken).toEqual(["a"]);
  expect(presence.holdersOf("a")).toEqual([BEA]);
  hear({ user: BEA, selection: [] }, bea);
  expect(presence.holdersOf("a")).toEqual([]);
});

test("a cursor wakes neither who draws drags nor who draws viewports", () => {
  const { presence, hear } = here();
  const woken: string[] = [];
  for (const topic of ["drags", "viewports", "selections", "cursors"] as const) {
    presence.subscribe(topic, () => woken.push(topic));
  }
  const viewport = { x: 0, y: 0, w: 800, h: 600 };
  const bea = hear({ user: BEA, viewport });
  woken.length = 0;
  hear({ user: BEA, viewport, cursor: { x: 1, y: 2 } }, bea);
  expect(woken).toEqual(["cursors"]);
  const dragging = { nodes: ["a"], dx: 1, dy: 0 };
  hear({ user: BEA, viewport: { ...viewport, x: 5 }, dragging }, bea);
  expect(woken).toEqual(["cursors", "cursors", "drags", "viewports"]);
  expect([...presence.others()][0]?.viewport).toEqual({ ...viewport, x: 5 });
});

test("of a selection larger than a state may be, others hear a part", () => {
  const { awareness, presence } = here();
  vi.advanceTimersByTime(1_000);
  const ids = Array.from({ length: 3_000 }, (_, i) => `node-${i}`);
  presence.say({ selection: ids, dragging: { nodes: ids, dx: 1, dy: 2 } });
  const state = JSON.stringify(awareness.getLocalState());
  expect(state.length).toBeLessThan(8 * 1024);
  expect(state).toContain("node-0");
});

test("a state that is not as it should be is read as far as it can be", () => {
  const { presence, hear } = here();
  hear({ user: { ...BEA, color: "red" }, selection: [1, "a"], cursor: "there", dragging: 7 });
  hear({ user: "nobody" });
  const [peer] = presence.others();
  expect(peer).toMatchObject({ selection: ["a"], cursor: null, dragging: null });
  expect([...presence.others()]).toHaveLength(1);
});

test("cursors are sent at most thirty times a second, the last one always", () => {
  const { awareness, presence } = here();
  let sent = 0;
  awareness.on("update", () => (sent += 1));
  vi.advanceTimersByTime(1_000);
  for (let x = 0; x < 100; x += 1) {
    presence.say({ cursor: { x, y: 0 } });
    vi.advanceTimersByTime(10);
  }
  vi.advanceTimersByTime(SEND_INTERVAL_MS);
  expect(sent).toBeLessThanOrEqual(1_000 / SEND_INTERVAL_MS + 2);
  expect(awareness.getLocalState()).toMatchObject({ cursor: { x: 99, y: 0 }, user: ME });
});

test("the renderer's state and progress come from the server's client", () => {
  const { presence, hear } = here();
  const render = { n: { step: 3, steps: 20 }, bad: { step: "x" } };
  hear({ renderer: { state: "failed", reason: "No worker starts" }, render });
  expect(presence.renderer.get()).toEqual({ state: "failed", reason: "No worker starts" });
  expect(presence.progressOf("n")).toEqual({ step: 3, steps: 20, preview: null });
  expect(presence.progressOf("bad")).toBeNull();
});

test("who comes to write in a field wakes who draws it; a caret only who draws carets", () => {
  const { presence, hear } = here();
  const woken: string[] = [];
  for (const topic of ["editing:a", "carets:a", "editing:b"] as const) {
    presence.subscribe(topic, () => woken.push(topic));
  }
  const at = (head: number) => ({
    user: BEA,
    activity: { type: "editing", node: "a", field: "text", caret: { anchor: head, head } },
  });
  const bea = hear(at(1));
  expect(woken).toEqual(["editing:a", "carets:a"]);
  hear(at(2), bea);
  expect(woken).toEqual(["editing:a", "carets:a", "carets:a"]);
  hear({ ...at(2), cursor: { x: 1, y: 2 } }, bea);
  expect(woken).toHaveLength(3);
  expect(presence.editorsOf("a")).toMatchObject([{ person: BEA, field: "text" }]);
  hear({ user: BEA }, bea);
  expect(presence.editorsOf("a")).toEqual([]);
});

test("a person is away when they look at the board in none of their tabs", () => {
  const { presence, hear } = here();
  const away = () => presence.people.get().map((person) => person.away);
  const first = hear({ user: BEA, status: "away" });
  expect(away()).toEqual([false, true]);
  hear({ user: BEA });
  expect(away()).toEqual([false, false]);
  hear({ user: BEA, status: "online" }, first);
  expect(presence.peerOf("bea")?.client).toBe(first.clientID);
});

test("words at a cursor are one short line, whatever was sent", () => {
  const { presence, hear } = here();
  const bea = hear({ user: BEA, chat: `a\n\u0000b${"!".repeat(500)}` });
  const [peer] = presence.others();
  expect(peer?.chat).toMatch(/^a b!+$/);
  expect(peer?.chat.length).toBeLessThanOrEqual(120);
  hear({ user: BEA, chat: { text: "x" } }, bea);
  expect([...presence.others()][0]?.chat).toBe("");
});
