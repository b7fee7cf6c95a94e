import { expect, it } from "vitest";
import { CATALOG, ORIGIN, testBoard } from "../doc/fixtures";
import { possibleEdges } from "./connections";

it("offers the ports that fit, and no loop", () => {
  const { edits, view } = testBoard();
  const [solid = "", invert = "", note = ""] = ["image.solid", "image.invert", "note"].map((type) =>
    edits.addNode({ type, position: ORIGIN }),
  );
  const board = { view, catalog: CATALOG };
  const ends = (id: string, side: "from" | "to") =>
    possibleEdges(board, id, side).map(({ source, target, port }) => [source.node, target, port]);
  expect(ends(invert, "from")).toEqual([[solid, invert, "image"]]);
  expect(ends(solid, "to")).toEqual([[solid, invert, "image"]]);
  expect(ends(note, "to")).toEqual([]);
  edits.connect({ node: solid, port: "image" }, invert, "image", false);
  expect(ends(invert, "to")).toEqual([]);
});
