import { beforeEach, expect, test, vi } from "vitest";
import { Reporter, reportOf, textOf, type Report } from "./report";

beforeEach(() => {
  vi.stubGlobal("document", { baseURI: "https://atelier.test/studio/" });
  vi.stubGlobal("location", { pathname: "/studio/boards/b", search: "?invite=secret" });
  vi.stubGlobal("navigator", { userAgent: "Browser 1" });
});

function failed(message: string, stack = `Error: ${message}\n  at draw (board.js:1:1)`): Error {
  return Object.assign(new Error(message), { stack });
}

test("a report says where it was and what broke, and nothing of the address that may be secret", () => {
  const stack = "Error: jam\n  at load (https://atelier.test/a.js?ticket=abc:3:4)";
  const report = reportOf("item note", failed("jam at https://x.test/y#key", stack), "at Note");
  expect(report).toEqual({
    where: "item note",
    message: "Error: jam at https://x.test/y",
    stack: "Error: jam\n  at load (https://atelier.test/a.js:3:4)",
    components: "at Note",
    path: "/boards/b",
    agent: "Browser 1",
  });
  expect(textOf(report)).toContain("at Note");
  expect(textOf(report)).not.toMatch(/secret|abc|key/);
});

test("a report is never larger than what the server takes, whatever was thrown", () => {
  for (const thrown of [failed("€".repeat(9_000), "€".repeat(90_000)), "text", null, undefined]) {
    const body = JSON.stringify(reportOf("x".repeat(500), thrown, "\u0001".repeat(9_000)));
    expect(new TextEncoder().encode(body).length).toBeLessThanOrEqual(15 * 1024);
  }
  expect(reportOf("a", null).message).toBe("null");
});

test("the same is told once, and a page that breaks in a loop is quiet soon", () => {
  let now = 0;
  const sent: Report[] = [];
  const reporter = new Reporter(
    (report) => sent.push(report),
    () => now,
  );
  const same = reportOf("item", failed("jam"));
  reporter.tell(same);
  reporter.tell(same);
  reporter.tell(
    reportOf("item", failed("jam", "Error: jam\n  at draw (board.js:1:1)\n  at again")),
  );
  expect(sent).toHaveLength(1);
  for (let i = 0; i < 50; i += 1) reporter.tell(reportOf("item", failed(`jam ${i}`)));
  expect(sent).toHaveLength(5);
  now += 61_000;
  reporter.tell(reportOf("item", failed("another")));
  expect(sent).toHaveLength(6);
});
