import { expect, it } from "vitest";
import type { NodeSpec, ParamSchema } from "../api/types";
import { colorIn, fieldOf, fieldsOf, numberIn, switchIn, textIn, wordsOf } from "./fields";

const kind = (schema: Omit<ParamSchema, "title">) => fieldOf("p", { title: "P", ...schema }).kind;

it("gives each kind of parameter its control", () => {
  expect(kind({ type: "integer" })).toBe("number");
  expect(kind({ type: "number", "x-control": "slider", minimum: 0, maximum: 1 })).toBe("slider");
  expect(kind({ type: "number", "x-control": "slider", minimum: 0 })).toBe("number");
  expect(kind({ type: "integer", "x-control": "seed" })).toBe("seed");
  expect(kind({ type: "number", "x-control": "angle" })).toBe("angle");
  expect(kind({ type: "string", enum: ["normal", "multiply"] })).toBe("choice");
  expect(kind({ type: "string", "x-control": "color" })).toBe("color");
  expect(kind({ type: "string", "x-control": "text" })).toBe("text");
  expect(kind({ type: "boolean" })).toBe("switch");
  expect(kind({ type: "string" })).toBe("line");
  expect(kind({ type: "string", "x-control": "asset" })).toBe("hidden");
});

it("hides assets, folds the advanced, and keeps the spec's order", () => {
  const properties: Record<string, ParamSchema> = {
    width: { type: "integer", title: "Width" },
    asset: { type: "string", title: "Picture", "x-control": "asset" },
    linear: { type: "boolean", title: "Linear light", "x-advanced": true },
    height: { type: "integer", title: "Height" },
  };
  const { shown, folded } = fieldsOf({ params: { type: "object", properties } } as NodeSpec);
  expect(shown.map((field) => field.name)).toEqual(["width", "height"]);
  expect(folded.map((field) => field.name)).toEqual(["linear"]);
});

it("shows the default where the document holds nothing it can use", () => {
  const width = fieldOf("width", { type: "integer", title: "Width", default: 512 });
  expect(numberIn(width, 64)).toBe(64);
  expect(numberIn(width, "wide")).toBe(512);
  expect(numberIn(width, undefined)).toBe(512);
  const color = fieldOf("color", { type: "string", title: "Color", default: "#808080" });
  expect(colorIn(color, "#ABCDEF")).toBe("#abcdef");
  expect(colorIn(color, "red")).toBe("#808080");
  expect(textIn(color, 7)).toBe("#808080");
  expect(switchIn(fieldOf("on", { type: "boolean", title: "On", default: true }), null)).toBe(true);
});

it("puts a value of a choice into words", () => {
  expect(wordsOf("soft-light")).toBe("Soft light");
});
