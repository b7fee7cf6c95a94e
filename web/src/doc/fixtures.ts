/** A small board for tests: a catalogue of a few specs, a document, and everything that edits it. */
import * as Y from "yjs";
import type { NodeSpec, Port, PortType } from "../api/types";
import { catalogOf } from "./catalog";
import { Edits } from "./edits";
import { Projection } from "./projection";
import { Undo } from "./undo";

function port(name: string, type: PortType, many = false): Port {
  return { name, title: name, type, required: true, many };
}

function spec(type: string, rest: Partial<NodeSpec>): NodeSpec {
  return {
    type,
    version: 1,
    title: type,
    category: "image",
    description: "",
    mode: "live",
    deferred: false,
    inputs: [],
    outputs: [port("image", "image")],
    open_inputs: null,
    params: { type: "object", properties: {} },
    ...rest,
  };
}

const TEXT = { type: "string", title: "Text", default: "", "x-control": "text" } as const;

export const CATALOG = catalogOf([
  spec("note", {
    outputs: [port("text", "text")],
    mode: "source",
    params: { type: "object", properties: { text: TEXT } },
  }),
  spec("image.solid", {
    inputs: [port("color", "color")],
    params: {
      type: "object",
      properties: {
        width: { type: "integer", title: "Width", default: 512 },
        height: { type: "integer", title: "Height", default: 512, "x-advanced": true },
      },
    },
  }),
  spec("image.invert", { inputs: [port("image", "image")] }),
  spec("image.contact", { inputs: [port("images", "image", true)] }),
  spec("list.collect", {
    inputs: [port("images", "image", true), port("texts", "text", true)],
    outputs: [port("images", "image", true), port("texts", "text", true)],
  }),
  spec("text.template", {
    outputs: [port("text", "text")],
    open_inputs: "text",
    params: { type: "object", properties: { template: TEXT } },
  }),
  spec("frame", { outputs: [], mode: "source" }),
]);

/** `advance` moves the clock that undo reads. */
export function testBoard(prefix = "n") {
  const doc = new Y.Doc();
  let now = 0;
  let count = 0;
  const frames: (() => void)[] = [];
  const view = new Projection(doc, (flush) => frames.push(flush));
  const undo = new Undo(doc, () => now);
  const id = (): string => `${prefix}${count++}`;
  const edits = new Edits({ doc, catalog: CATALOG, undo, id, done: () => view.flush() });
  return {
    doc,
    view,
    undo,
    edits,
    advance: (ms: number) => (now += ms),
    frame: () => frames.splice(0).forEach((flush) => flush()),
    frames,
  };
}

export type TestBoard = ReturnType<typeof testBoard>;

export const ORIGIN = { x: 0, y: 0 };

/** A small generator of numbers, the same for the same seed. */
export function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
