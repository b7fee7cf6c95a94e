import { expect, it } from "vitest";
import { marksOf, namesIn } from "./notation";

const seen = (text: string): string[] =>
  marksOf(text).map(({ kind, from, to }) => `${kind} ${text.slice(from, to)}`);

it("finds the inputs that a template asks for", () => {
  expect(namesIn("a {subject}, { my style } by {özne}, {subject}")).toEqual([
    "subject",
    "my style",
    "özne",
  ]);
  expect(namesIn("__colour__ {2$$__wood__} {a|{mood} b}")).toEqual(["colour", "wood", "mood"]);
  expect(namesIn("{{not}} \\{nor\\} {a|b} snake_case a__b__c {} {open")).toEqual([]);
  expect(namesIn("{{{inner}}} \\\\{real}")).toEqual(["inner", "real"]);
});

it("tells names, picks, choices and what has no partner apart", () => {
  expect(seen("a {x} __y__ (z:1.2)")).toEqual(["name {x}", "pick __y__"]);
  expect(seen("{2$$3::a|{x}|b}")).toEqual([
    "choice {",
    "choice 2$$",
    "choice 3::",
    "choice |",
    "name {x}",
    "choice |",
    "choice }",
  ]);
  expect(seen("{{ } \\| {a|")).toEqual([
    "escape {{",
    "wrong }",
    "escape \\|",
    "wrong {",
    "choice |",
  ]);
  expect(seen("{}")).toEqual(["wrong {}"]);
});

it("never loses its place", () => {
  const signs = ["{", "}", "|", "__", "a", "\\", "$$", "1", "::", " "];
  for (let seed = 1; seed < 3000; seed += 1) {
    let text = "";
    for (let left = seed * 7919; left > 0; left = Math.floor(left / 10))
      text += signs[left % 10] ?? "";
    let at = 0;
    for (const { from, to } of marksOf(text)) {
      expect(from).toBeGreaterThanOrEqual(at);
      expect(to).toBeGreaterThan(from);
      at = to;
    }
    expect(at).toBeLessThanOrEqual(text.length);
  }
});
