import { expect, test, vi } from "vitest";
import type { Session } from "../board/session";
import { toast } from "../ui/Toast";
import { runSaved } from "./running";

vi.mock("../ui/Toast", () => ({ toast: vi.fn() }));

function boardWhose(kind: "saving" | "offline") {
  const run = vi.fn();
  const waiting: ((isSaved: boolean) => void)[] = [];
  const link = {
    whenSaved: (then: (isSaved: boolean) => void, delayed: () => void) => {
      waiting.push(then);
      if (kind === "offline") delayed();
    },
  };
  const end = (isSaved: boolean): void => waiting.forEach((then) => then(isSaved));
  return { session: { link, jobs: { run } } as unknown as Session, run, end };
}

test("a run waits for what was changed just before, and says so while there is no line", () => {
  const here = boardWhose("saving");
  runSaved(here.session, ["n"]);
  expect(here.run).not.toHaveBeenCalled();
  expect(toast).not.toHaveBeenCalled();
  here.end(true);
  expect(here.run).toHaveBeenCalledWith(["n"], false);

  const away = boardWhose("offline");
  runSaved(away.session, ["n"]);
  expect(toast).toHaveBeenCalledWith("This runs as soon as your changes are saved.");
  away.end(true);
  expect(away.run).toHaveBeenCalledOnce();
});

test("what can never be saved is not run with something else in its place", () => {
  const { session, run, end } = boardWhose("saving");
  runSaved(session, ["n"]);
  end(false);
  expect(run).not.toHaveBeenCalled();
  expect(toast).toHaveBeenLastCalledWith("Your last changes are not saved, so nothing was run.", {
    kind: "bad",
  });
});
