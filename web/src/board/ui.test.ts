import { expect, test } from "vitest";
import { createUi } from "./ui";

const A = new Set(["a"]);

test("what is selected is inspected in the next moment", async () => {
  const ui = createUi();
  ui.selection.set(A);
  await Promise.resolve();
  expect(ui.inspected.get()).toBe(A);
});

test("what is taken up by a drag is inspected once it is dropped", async () => {
  const ui = createUi();
  ui.selection.set(A);
  ui.drag.set(new Map([["a", { x: 1, y: 1 }]]));
  await Promise.resolve();
  expect(ui.inspected.get().size).toBe(0);
  ui.drag.set(new Map());
  await Promise.resolve();
  expect(ui.inspected.get()).toBe(A);
});
