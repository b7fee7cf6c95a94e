import { expect, test } from "vitest";
import { ApiProblem, mayPass, unreachable } from "./client";

test("trying again is offered for what may pass, not for what the server said no to", () => {
  expect(mayPass(unreachable())).toBe(true);
  expect([429, 500, 503].map((status) => mayPass(new ApiProblem(status, "x", "")))).toEqual([
    true,
    true,
    true,
  ]);
  expect([403, 404, 413, 415, 422].some((status) => mayPass(new ApiProblem(status, "x", "")))).toBe(
    false,
  );
});
