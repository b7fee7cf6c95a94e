import { expect, test } from "vitest";
import { CATALOG, ORIGIN, testBoard } from "./fixtures";
import { fitting } from "./catalog";
import { canConnect } from "./validate";

function board() {
  const all = testBoard();
  const add = (type: string): string => all.edits.addNode({ type, position: ORIGIN });
  const check = (from: string, port: string, to: string, key: string): string | null =>
    canConnect(all.view, CATALOG, { node: from, port }, { node: to, key });
  return { ...all, add, check };
}

test("an output fits an input of its type", () => {
  const { add, check } = board();
  expect(check(add("image.solid"), "image", add("image.invert"), "image")).toBeNull();
  expect(check(add("image.solid"), "image", add("image.contact"), "images")).toBeNull();
  expect(check(add("note"), "text", add("text.template"), "anything")).toBeNull();
});

test("a list fits an input for one: the node runs on each element", () => {
  const { add, check } = board();
  expect(check(add("list.collect"), "images", add("image.invert"), "image")).toBeNull();
  expect(check(add("list.collect"), "images", add("image.contact"), "images")).toBeNull();
});

test("a new node takes a list at the port meant for lists, where it has one", () => {
  const [list] = CATALOG.get("list.collect")?.outputs ?? [];
  const found = (type: string) => {
    const spec = CATALOG.get(type);
    return spec && list && fitting(spec, list, "input")?.name;
  };
  expect([found("image.contact"), found("image.invert"), found("note")]).toEqual([
    "images",
    "image",
    undefined,
  ]);
});

test("a wrong type is refused with both types named", () => {
  const { add, check } = board();
  expect(check(add("note"), "text", add("image.invert"), "image")).toBe(
    "image takes an image, this is a text",
  );
});

test("a loop is refused, however long", () => {
  const { add, check, edits } = board();
  const chain = [1, 2, 3].map(() => add("image.invert"));
  const [a = "", b = "", c = ""] = chain;
  edits.connect({ node: a, port: "image" }, b, "image", false);
  edits.connect({ node: b, port: "image" }, c, "image", false);
  expect(check(c, "image", a, "image")).toBe("This would make a loop");
  expect(check(a, "image", a, "image")).toBe("A node cannot feed itself");
  expect(check(a, "image", c, "image")).toBeNull();
});

test("unknown types, ports and nodes are refused in words", () => {
  const { add, check } = board();
  const solid = add("image.solid");
  expect(check(add("not.there"), "image", solid, "color")).toContain("does not know");
  expect(check(solid, "image", add("image.invert"), "mask")).toContain("has no port");
  expect(check("gone", "image", solid, "color")).toContain("no longer");
});
