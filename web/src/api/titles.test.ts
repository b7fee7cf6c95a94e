import { QueryClient } from "@tanstack/react-query";
import { expect, test } from "vitest";
import { showTitle } from "./titles";
import { keys } from "./keys";
import type { Board } from "./types";

const BOARD = { id: "b1", title: "Before" } as Board;

function cached() {
  const cache = new QueryClient();
  cache.setQueryData(keys.boards, [BOARD, { ...BOARD, id: "b2" }]);
  cache.setQueryData(keys.board("b1"), BOARD);
  const titles = () => [
    cache.getQueryData<Board>(keys.board("b1"))?.title,
    ...(cache.getQueryData<Board[]>(keys.boards) ?? []).map(({ title }) => title),
  ];
  return { cache, titles };
}

test("a new title shows at once, and goes again when the server refuses it", () => {
  const { cache, titles } = cached();
  const takeBack = showTitle(cache, { id: "b1", title: "After" });
  expect(titles()).toEqual(["After", "After", "Before"]);
  takeBack();
  expect(titles()).toEqual(["Before", "Before", "Before"]);
});

test("a title that changed meanwhile stays", () => {
  const { cache, titles } = cached();
  const takeBack = showTitle(cache, { id: "b1", title: "Refused" });
  showTitle(cache, { id: "b1", title: "Newer" });
  takeBack();
  expect(titles()).toEqual(["Newer", "Newer", "Before"]);
});
