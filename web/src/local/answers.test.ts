import { expect, test, vi } from "vitest";
import { unreachable } from "../api/client";
import { orKept } from "./answers";
import { forget } from "./local";

vi.mock("../api/client", async (original) => ({
  ...(await original<object>()),
  basePath: () => "",
}));

const isAway = (): Promise<unknown> => Promise.reject(unreachable());

/** A question that is answered when the test says so. */
function asked<T>(path: string) {
  let answer: (value: T) => void = () => undefined;
  const kept = orKept(path, () => new Promise<T>((resolve) => (answer = resolve)));
  return { kept, answer };
}

test("what is answered before one knows who is here is kept, and nothing after they have left", async () => {
  vi.spyOn(console, "warn").mockReturnValue();
  const me = asked<{ id: string }>("me");
  await orKept("/api/nodes", () => Promise.resolve(["solid"]));
  me.answer({ id: "ada" });
  await me.kept;
  await vi.waitFor(async () => expect(await orKept("/api/nodes", isAway)).toEqual(["solid"]));

  const boards = asked<string[]>("/api/boards");
  await forget("ada");
  boards.answer(["hers"]);
  await boards.kept;
  await orKept("me", () => Promise.resolve({ id: "" }));
  await expect(orKept("/api/boards", isAway)).rejects.toThrow();
});
