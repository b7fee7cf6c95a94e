/** A board's new title in the cache while the server has yet to answer. Knows nothing of React. */
import type { QueryClient } from "@tanstack/react-query";
import { keys } from "./keys";
import type { Board, BoardId } from "./types";

export type Renaming = { id: BoardId; title: string };

/** Puts a title into what is cached; the answer takes it back, unless it has changed since. */
export function showTitle(cache: QueryClient, { id, title }: Renaming): () => void {
  const retitle = (from: string | null, to: string): void => {
    const change = (board: Board): Board =>
      board.id === id && (from === null || board.title === from) ? { ...board, title: to } : board;
    cache.setQueryData<Board[]>(keys.boards, (boards) => boards?.map(change));
    cache.setQueryData<Board>(keys.board(id), (board) => board && change(board));
  };
  const listed = cache.getQueryData<Board[]>(keys.boards)?.find((board) => board.id === id);
  const before = cache.getQueryData<Board>(keys.board(id))?.title ?? listed?.title;
  retitle(null, title);
  return () => {
    if (before !== undefined) retitle(title, before);
  };
}
