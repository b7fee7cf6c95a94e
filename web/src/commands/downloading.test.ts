import { afterEach, expect, it, vi } from "vitest";
import type { Session } from "../board/session";
import { ORIGIN, testBoard } from "../doc/fixtures";
import { downloadWithRecipe } from "./downloading";

afterEach(() => vi.unstubAllGlobals());

it("gives the whole picture with its recipe also where the board shows a part of it", async () => {
  const { edits, view } = testBoard();
  const asset = "a".repeat(64);
  const params = { asset, crop: { x: 0, y: 0.5, w: 1, h: 0.5 }, turn: 90 };
  const id = edits.addNode({ type: "image", position: ORIGIN, params });
  const file = new Blob(["whole"]);
  const asked = vi.fn(() => Promise.resolve(new Response(file)));
  const link = { href: "", download: "", click: vi.fn() };
  vi.stubGlobal("fetch", asked);
  vi.stubGlobal("document", { baseURI: "https://example.org/", createElement: () => link });
  const saved = vi.spyOn(URL, "createObjectURL");

  downloadWithRecipe({ view, board: { id: "b" } } as unknown as Session, [id]);

  await vi.waitFor(() => expect(link.click).toHaveBeenCalledOnce());
  expect(asked).toHaveBeenCalledWith(`/api/boards/b/assets/${asset}?metadata=1`);
  expect(await (saved.mock.calls[0]?.[0] as Blob).text()).toBe("whole");
  expect(link.download).toBe(`${asset.slice(0, 12)}.png`);
});
