import { expect, test } from "vitest";
import { CATALOG, ORIGIN, testBoard } from "../doc/fixtures";
import type { ResultItem } from "../doc/schema";
import {
  CARD_WIDTH,
  COLOR_STRIP,
  FOLD_ROW,
  isHint,
  LATENT,
  layoutOf,
  MESSAGE_HEIGHT,
  messageOf,
  PARAM_ROW,
  RETRY_HEIGHT,
  shownType,
} from "./layout";
import { CORNERS, resizeBox } from "./resize";

function card(type: string) {
  const { edits, view } = testBoard();
  const item = view.node(edits.addNode({ type, position: ORIGIN }));
  if (!item) throw new Error("no item");
  return item;
}

function done(width: number, height: number): ResultItem {
  const picture = { asset: "a", mime: "image/png", width, height };
  const outputs = { image: [picture] };
  return { status: "done", fingerprint: "f", outputs, error: null, durationMs: 1 };
}

test("a card is as high as its rows and its picture", () => {
  const item = card("image.solid");
  const folded = layoutOf(CATALOG, { item, result: done(100, 50), expanded: false });
  const open = layoutOf(CATALOG, { item, result: done(100, 50), expanded: true });
  expect(folded.pictureHeight).toBe(CARD_WIDTH / 2);
  expect(open.height - folded.height).toBe(PARAM_ROW);
  expect(folded.height).toBeGreaterThan(folded.pictureHeight + PARAM_ROW + FOLD_ROW);
});

test("ports are at the two edges, in rows", () => {
  const { ports, width } = layoutOf(CATALOG, {
    item: card("image.invert"),
    result: undefined,
    expanded: false,
  });
  expect(ports.map(({ side, x }) => [side, x])).toEqual([
    ["input", 0],
    ["output", width],
  ]);
  expect(ports[0]?.y).toBe(ports[1]?.y);
});

test("a node of an unknown type says so", () => {
  const item = card("not.known");
  expect(messageOf(undefined, item, undefined)).toContain("not.known");
});

test("what a node waits for is a hint, what is wrong with it is not", () => {
  const failed = (code: string): ResultItem => ({
    status: "invalid",
    fingerprint: null,
    outputs: {},
    error: { code, message: "", node: null },
    durationMs: null,
  });
  expect(["missing_input", "upstream"].map(failed).every(isHint)).toBe(true);
  expect(["cycle", "wrong_type", "bad_param", "failed"].map(failed).some(isHint)).toBe(false);
  expect(isHint(undefined)).toBe(false);
});

test("a corner keeps its opposite where it is, and the aspect when asked", () => {
  const start = { x: 0, y: 0, w: 100, h: 50 };
  const least = { w: 20, h: 20 };
  const [upperLeft, , , lowerRight] = CORNERS;
  const free = { keepAspect: false, least };
  expect(resizeBox(start, lowerRight, { dx: 10, dy: 20 }, free)).toEqual({
    x: 0,
    y: 0,
    w: 110,
    h: 70,
  });
  const kept = resizeBox(start, upperLeft, { dx: -100, dy: 0 }, { keepAspect: true, least });
  expect(kept).toEqual({ x: -100, y: -50, w: 200, h: 100 });
});

test("a card shows the first output that has come to something", () => {
  const spec = CATALOG.get("list.collect");
  const texts: ResultItem = { ...done(1, 1), outputs: { images: [], texts: [{ value: "a" }] } };
  expect(shownType(spec, texts)).toBe("text");
  expect(shownType(spec, undefined)).toBe("image");
});

test("a list of pictures makes a grid, and a failed run room for what to do", () => {
  const item = card("image.invert");
  const picture = { asset: "a", mime: "image/png", width: 10, height: 10 };
  const four: ResultItem = { ...done(10, 10), outputs: { image: Array(4).fill(picture) } };
  const layout = (result: ResultItem) => layoutOf(CATALOG, { item, result, expanded: false });
  expect(layout(four).pictureHeight).toBe(CARD_WIDTH);
  const error = { code: "timeout", message: "Too long", node: null };
  const plain = layout({ ...done(10, 10), status: "invalid", error });
  const failed = layout({ ...done(10, 10), status: "error", error });
  expect(failed.height - plain.height).toBe(RETRY_HEIGHT - MESSAGE_HEIGHT);
});

test("a node that samples has room for its preview while it does, and a line after that", () => {
  const latent = { name: "latent", title: "Latent", type: "latent", required: true } as const;
  const spec = CATALOG.get("image.invert");
  if (!spec) throw new Error("no spec");
  const outputs = [{ ...latent, many: false }];
  const sampling = new Map([["image.invert", { ...spec, mode: "manual" as const, outputs }]]);
  const item = card("image.invert");
  const file = { asset: "a", mime: LATENT, width: 64, height: 32 };
  const result: ResultItem = { ...done(1, 1), outputs: { latent: [file] } };
  const height = (status: "running" | "done") =>
    layoutOf(sampling, { item, result: { ...result, status }, expanded: false }).pictureHeight;
  expect(height("done")).toBe(COLOR_STRIP);
  expect(height("running")).toBe(CARD_WIDTH / 2);
});
