import { expect, test } from "vitest";
import { CATALOG, ORIGIN, testBoard } from "../doc/fixtures";
import { readResult } from "../doc/read";
import { layoutOf, TITLE_HEIGHT } from "./layout";

test("a collapsed node is its title, with its ports in line and what is wrong with it", () => {
  const { edits, view } = testBoard();
  edits.addNode({ type: "image.contact", position: ORIGIN });
  const item = () => {
    const found = view.node("n0");
    if (!found) throw new Error("it was added");
    return found;
  };
  const open = layoutOf(CATALOG, { item: item(), result: undefined, expanded: false });
  edits.setCollapsed(["n0"], true);
  const shut = layoutOf(CATALOG, { item: item(), result: undefined, expanded: false });
  expect(shut.height).toBeLessThan(open.height / 2);
  expect(shut.pictureHeight).toBe(0);
  expect(shut.ports.map(({ port, side, y }) => [port.name, side, y])).toEqual([
    ["images", "input", TITLE_HEIGHT / 2],
    ["image", "output", TITLE_HEIGHT / 2],
  ]);
  const error = { code: "missing_input", message: "Connect a picture", node: null };
  const result = readResult({ status: "invalid", outputs: null, error }) ?? undefined;
  const wrong = layoutOf(CATALOG, { item: item(), result, expanded: false });
  expect(wrong.height).toBeGreaterThan(shut.height);
  edits.setCollapsed(["n0"], false);
  expect(layoutOf(CATALOG, { item: item(), result: undefined, expanded: false })).toEqual(open);
});
