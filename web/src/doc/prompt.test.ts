import { expect, it } from "vitest";
import { hintFor, modelOf, promptOf, tokensIn, type Board } from "./prompt";
import type { Json, NodeItem } from "./schema";

const node = (
  type: string,
  params: Record<string, Json>,
  inputs: NodeItem["inputs"] = {},
): NodeItem => ({
  id: type,
  type,
  position: { x: 0, y: 0 },
  size: null,
  z: "a",
  parent: null,
  title: null,
  color: null,
  locked: false,
  mode: null,
  params,
  texts: {},
  inputs,
});

const board = (nodes: Record<string, NodeItem>, texts: Record<string, string[]> = {}): Board => ({
  node: (id) => nodes[id],
  result: (id) => {
    const values = texts[id];
    return values
      ? {
          status: "done",
          fingerprint: null,
          outputs: { text: values.map((value) => ({ value })) },
          error: null,
          durationMs: null,
        }
      : undefined;
  },
});

it("knows the words that a model will be given", () => {
  const own = node("diffusion.generate", { prompt: "a fox" });
  expect(promptOf(board({}), own, "prompt")).toBe("a fox");
  const styles = [
    { name: "Ink", words: "{prompt}, ink", avoid: "" },
    { name: "Soft", words: "soft light", avoid: "photo" },
  ];
  const styled = node("diffusion.generate", { prompt: "a fox", styles });
  expect(promptOf(board({}), styled, "prompt")).toBe("a fox, ink, soft light");
  const fed = node("diffusion.generate", { styles }, { prompt: { node: "n", port: "text" } });
  const note = node("note", { text: "a hare" });
  expect(promptOf(board({ n: note }), fed, "prompt")).toBe("a hare, ink, soft light");
  const words = node("text.template", {});
  const longest = board({ n: words }, { n: ["a", "a hare and a fox", "b"] });
  expect(promptOf(longest, fed, "prompt")).toBe("a hare and a fox, ink, soft light");
  expect(promptOf(board({ n: words }), fed, "prompt")).toBeNull();
});

it("finds the model under every LoRA", () => {
  const nodes = {
    l: node("diffusion.lora", {}, { model: { node: "m", port: "model" } }),
    m: node("diffusion.load", { model: "tiny" }),
  };
  const encode = node("diffusion.encode", {}, { model: { node: "l", port: "model" } });
  expect(modelOf(board(nodes), encode)).toBe("tiny");
  const round = node("diffusion.lora", {}, { model: { node: "r", port: "model" } });
  expect(modelOf(board({ r: round }), round)).toBeNull();
});

it("says what may be amiss, and nothing where nothing is", () => {
  expect(hintFor("a (red:1.2) door++ \\(old\\)", "sd1")).toBeNull();
  expect(hintFor(" ", null)?.short).toBe("No words yet");
  expect(hintFor("a {red|blue} door", "sd1")?.short).toBe("Not filled in");
  expect(hintFor("a __colour__ door", null)?.short).toBe("Not filled in");
  const long = "a red door in the wall, ".repeat(20);
  expect(hintFor(long, "sd1")?.full).toContain("parts");
  expect(hintFor(long, "zimage")).toBeNull();
  expect(hintFor(long.repeat(6), "zimage")?.full).toContain("leaves out");
  expect(hintFor(long.repeat(6), null)).toBeNull();
});

it("guesses tokens by words and signs", () => {
  expect(tokensIn("a red fox, in the snow")).toBe(7);
  expect(tokensIn("")).toBe(0);
  expect(tokensIn("extraordinarily")).toBeGreaterThan(1);
  expect(tokensIn("雪の中の狐")).toBeGreaterThan(2);
});
