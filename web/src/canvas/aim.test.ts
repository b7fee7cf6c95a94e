import { expect, test } from "vitest";
import { CATALOG, ORIGIN, testBoard } from "../doc/fixtures";
import { inputFor, outputFor } from "./aim";

function board() {
  const { view, edits } = testBoard();
  const add = (type: string) => edits.addNode({ type, position: ORIGIN });
  return { view, edits, add };
}

test("an edge dropped on a card enters the input that fits", () => {
  const { view, add } = board();
  const [solid, invert] = [add("image.solid"), add("image.invert")];
  const source = { node: solid, port: "image" };
  expect(inputFor(view, CATALOG, source, invert)?.name).toBe("image");
});

test("where nothing fits there is no input", () => {
  const { view, add } = board();
  const [note, invert] = [add("note"), add("image.invert")];
  expect(inputFor(view, CATALOG, { node: note, port: "text" }, invert)).toBeNull();
  expect(inputFor(view, CATALOG, { node: invert, port: "image" }, invert)).toBeNull();
});

test("the only input that fits is taken over, and one that takes many takes one more", () => {
  const { view, edits, add } = board();
  const [a, b, invert, sheet] = [
    add("image.solid"),
    add("image.solid"),
    add("image.invert"),
    add("image.contact"),
  ];
  edits.connect({ node: a, port: "image" }, invert, "image", false);
  edits.connect({ node: a, port: "image" }, sheet, "images", true);
  const source = { node: b, port: "image" };
  expect(inputFor(view, CATALOG, source, invert)?.name).toBe("image");
  expect(inputFor(view, CATALOG, source, sheet)?.name).toBe("images");
});

test("of several inputs that fit, the first free one is meant", () => {
  const { view, edits, add } = board();
  const [note, words] = [add("note"), add("text.template")];
  const source = { node: note, port: "text" };
  const first = inputFor(view, CATALOG, source, words)?.name ?? "";
  edits.connect(source, words, first, false);
  expect(inputFor(view, CATALOG, source, words)?.name).not.toBe(first);
});

test("an edge drawn from an input takes the output that fits", () => {
  const { view, add } = board();
  const [solid, invert, note] = [add("image.solid"), add("image.invert"), add("note")];
  const target = { node: invert, key: "image" };
  expect(outputFor(view, CATALOG, target, solid)?.name).toBe("image");
  expect(outputFor(view, CATALOG, target, note)).toBeNull();
});
