/** The board: loads what it needs to know first, then opens a session on it. */
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { keys, useBoard, useMe, useNodeSpecs } from "../api/queries";
import type { Board, NodeSpec, User } from "../api/types";
import { PageError } from "../pages/PageError";
import { PageFrame } from "../pages/PageFrame";
import { useTitle } from "../ui/useTitle";
import { BoardView } from "./BoardView";
import { SessionProvider } from "./context";
import { openSession } from "./session";

export default function BoardPage({ boardId }: { boardId: string }) {
  const queries = useQueryClient();
  const board = useBoard(boardId);
  const specs = useNodeSpecs();
  const me = useMe();
  /** A session that cannot go on is replaced by a new one. */
  const [generation, setGeneration] = useState(0);
  useTitle(board.data?.title ?? "");
  const failed = [board, specs, me].find((query) => query.isError && query.data === undefined);
  if (failed) return <PageError error={failed.error} retry={() => void failed.refetch()} />;
  if (!board.data || !specs.data || !me.data) return <PageFrame />;
  const { epoch, role } = board.data;
  const reload = (): void => {
    const again = queries.invalidateQueries({ queryKey: keys.board(boardId) });
    void again.finally(() => setGeneration(generation + 1));
  };
  return (
    <OpenBoard
      key={`${epoch} ${role} ${generation}`}
      board={board.data}
      me={me.data}
      specs={specs.data}
      reload={reload}
    />
  );
}

type OpenBoardProps = { board: Board; me: User; specs: NodeSpec[]; reload: () => void };

function OpenBoard({ board, me, specs, reload }: OpenBoardProps) {
  const [session] = useState(() => openSession(board, me, specs));
  useEffect(() => {
    session.keep();
    return () => session.leave();
  }, [session]);
  return (
    <SessionProvider value={session}>
      <BoardView reload={reload} />
    </SessionProvider>
  );
}
