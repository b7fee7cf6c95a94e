import { expect, it } from "vitest";
import type { NodeSpec, ParamSchema } from "../api/types";
import { sharedFields, type Member } from "./shared";

function member(properties: Record<string, ParamSchema>, params: Member["params"] = {}): Member {
  return { spec: { params: { type: "object", properties } } as NodeSpec, params };
}

const width: ParamSchema = { type: "integer", title: "Width", default: 512, minimum: 1 };

it("offers what all have, and says where they differ", () => {
  const color: ParamSchema = { type: "string", title: "Color", "x-control": "color" };
  const a = member({ width, color }, { width: 64 });
  const b = member({ width, seed: { type: "integer", title: "Seed" } }, { width: 128 });
  const [only, ...rest] = sharedFields([a, b]);
  expect(rest).toEqual([]);
  expect(only).toMatchObject({ field: { name: "width" }, value: 64, mixed: true });
});

it("takes an absent value for the default, so that it agrees with one written out", () => {
  expect(sharedFields([member({ width }), member({ width }, { width: 512 })])).toMatchObject([
    { value: 512, mixed: false },
  ]);
});

it("keeps to limits that every node takes", () => {
  const wide = { ...width, minimum: 16, maximum: 4096 };
  const [shared] = sharedFields([
    member({ width: { ...width, maximum: 8192 } }),
    member({ width: wide }),
  ]);
  expect(shared?.field.limits).toMatchObject({ min: 16, max: 4096, integer: true });
});

it("does not mix controls, choices, or texts people write together", () => {
  const size: ParamSchema = { type: "string", title: "Size", enum: ["s", "m"] };
  expect(sharedFields([member({ size }), member({ size: { ...size, enum: ["s", "l"] } })])).toEqual(
    [],
  );
  expect(sharedFields([member({ size }), member({ size: width })])).toEqual([]);
  const text: ParamSchema = { type: "string", title: "Text", "x-control": "text" };
  expect(sharedFields([member({ text }), member({ text })])).toEqual([]);
});
