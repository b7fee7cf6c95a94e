import { expect, test } from "vitest";
import type { NodeSpec } from "../api/types";
import { catalogOf } from "../doc/catalog";
import type { NewNode } from "../doc/make";
import { assetsOf, withAssets } from "./carry";

const IMAGE = {
  type: "image",
  params: {
    type: "object",
    properties: { asset: { type: "string", title: "Picture", "x-control": "asset" } },
  },
} as unknown as NodeSpec;
const CATALOG = catalogOf([IMAGE]);
const AT = { x: 0, y: 0 };

const image = (asset: string): NewNode => ({ type: "image", position: AT, params: { asset } });
const blur = (input: string): NewNode => ({
  type: "image.blur",
  position: AT,
  inputs: { image: { node: input, port: "image" } },
  parent: "#3",
});
const frame: NewNode = { type: "frame", position: AT };

test("the pictures of a node are its asset parameters that are set", () => {
  expect(assetsOf(image("abc"), CATALOG)).toEqual(["abc"]);
  expect(assetsOf(image(""), CATALOG)).toEqual([]);
  expect(assetsOf({ type: "note", position: AT, params: { asset: "x" } }, CATALOG)).toEqual([]);
});

test("carried pictures have their ids of this board", () => {
  const [node] = withAssets([image("there")], CATALOG, new Map([["there", "here"]]));
  expect(node?.params).toEqual({ asset: "here" });
});

test("a node whose picture is lost is left out, and the others keep their connections", () => {
  const nodes = [image("lost"), image("kept"), blur("#1"), frame, blur("#0")];
  const found = withAssets(nodes, CATALOG, new Map([["kept", "kept"]]));
  expect(found.map(({ type }) => type)).toEqual(["image", "image.blur", "frame", "image.blur"]);
  expect(found[1]?.inputs).toEqual({ image: { node: "#0", port: "image" } });
  expect(found[1]?.parent).toBe("#2");
  expect(found[3]?.inputs).toEqual({});
});
