/** The board: loads what it needs to know first, then opens a session on it. */
import { useQueryClient, type QueryClient } from "@tanstack/react-query";
import { use, useEffect, useMemo, useRef, useState } from "react";
import { keys, useBoard, useMe, useNodeSpecs } from "../api/queries";
import type { Board, BoardId, NodeSpec, User } from "../api/types";
import { t } from "../i18n/i18n";
import { local, localNow } from "../local/local";
import { PageError } from "../pages/PageError";
import { PageFrame } from "../pages/PageFrame";
import type { Store } from "../store/store";
import { useStore } from "../store/use";
import { toast } from "../ui/Toast";
import { useTitle } from "../ui/useTitle";
import { BoardView } from "./BoardView";
import { SessionProvider } from "./context";
import { Opening } from "./opening";
import { mayEdit, openBoard, type Session } from "./session";

export default function BoardPage({ boardId }: { boardId: string }) {
  const queries = useQueryClient();
  const board = useBoard(boardId);
  const specs = useNodeSpecs();
  const me = useMe();
  /** A session that cannot go on is replaced by a new one. */
  const [generation, setGeneration] = useState(0);
  useTitle(board.data?.title ?? "");
  /** Whose board this is stays as it was when their session ends: a banner tells them. */
  const [person, setPerson] = useState<User | null>(null);
  if (me.data && me.data.id !== person?.id) setPerson(me.data);
  const failed = [board, specs, me].find((query) => query.isError && query.data === undefined);
  if (failed) return <PageError error={failed.error} retry={() => void failed.refetch()} />;
  if (!board.data || !specs.data || !person) return <PageFrame board />;
  const reload = (): void => {
    const again = queries.invalidateQueries({ queryKey: keys.board(boardId) });
    void again.finally(() => setGeneration(generation + 1));
  };
  return (
    <OpenBoard
      key={`${board.data.epoch} ${generation}`}
      name={nameOf(person, board.data, generation)}
      board={board.data}
      me={person}
      specs={specs.data}
      reload={reload}
    />
  );
}

const opening = new Opening();

function nameOf(me: User, board: Board, generation: number): string {
  return [me.id, board.id, board.epoch, generation].join(" ");
}

/** Opens a board before it is drawn: what has come of it by then is drawn with the page, at once. */
export async function openEarly(queries: QueryClient, id: BoardId): Promise<void> {
  const me = queries.getQueryData<User>(keys.me);
  const board = queries.getQueryData<Board>(keys.board(id));
  const specs = queries.getQueryData<NodeSpec[]>(keys.nodes);
  const kept = localNow();
  if (!me || !board || !specs || !kept) return;
  const open = (): Store<Session> => openBoard({ board, me, specs, local: kept });
  await opening.take(nameOf(me, board, 0), open).get().begun;
}

type OpenBoardProps = {
  /** Another one is another session's. */
  name: string;
  board: Board;
  me: User;
  specs: NodeSpec[];
  reload: () => void;
};

function OpenBoard({ name, board, me, specs, reload }: OpenBoardProps) {
  const kept = localNow() ?? use(local());
  const [current] = useState(() =>
    opening.take(name, () => openBoard({ board, me, specs, local: kept })),
  );
  useEffect(() => opening.shown(current), [current]);
  const session = useStore(current);
  useEffect(() => {
    session.keep();
    return () => session.leave();
  }, [session]);
  useFreshRights(session);
  const canEdit = mayEdit(board.role);
  useNewRole(session, canEdit);
  const shown = useMemo(() => ({ ...session, canEdit }), [session, canEdit]);
  return (
    <SessionProvider value={shown}>
      <BoardView reload={reload} />
    </SessionProvider>
  );
}

const NOT_ALLOWED = 4403;
const OTHER_EPOCH = 4409;
/** A server that contradicts itself is not asked in a loop. */
const REOPEN_MS = 1_000;

/** Asks for the board anew whenever the line says that what was known of it may have changed. */
function useFreshRights({ board, link, presence }: Session): void {
  const queries = useQueryClient();
  useEffect(
    () =>
      presence.changed.subscribe(() => {
        if (presence.changed.get() === null) return;
        void queries.invalidateQueries({ queryKey: keys.board(board.id) });
      }),
    [queries, board, presence],
  );
  useEffect(() => {
    let before = link.state.get().kind;
    return link.state.subscribe(() => {
      const state = link.state.get();
      const isBack = before === "offline" && state.kind !== "closed";
      before = state.kind;
      const isRefused = state.kind === "denied" || state.kind === "closed";
      if (!isBack && !isRefused) return;
      const asked = queries.refetchQueries({ queryKey: keys.board(board.id), exact: true });
      const code = state.kind === "closed" ? state.code : null;
      if (code !== NOT_ALLOWED && code !== OTHER_EPOCH) return;
      void asked.then(() => {
        const now = queries.getQueryState<Board>(keys.board(board.id));
        // With another role the board goes on; in another epoch it is another session's.
        const goesOn = now?.status === "success" && now.data?.epoch === board.epoch;
        if (goesOn) setTimeout(() => link.reopen(), REOPEN_MS);
      });
    });
  }, [queries, board, link]);
}

/** A role that changed while the board is open holds at once, and is said in a sentence. */
function useNewRole({ link }: Session, canEdit: boolean): void {
  const before = useRef(canEdit);
  useEffect(() => {
    if (before.current === canEdit) return;
    before.current = canEdit;
    toast(
      canEdit ? t("You can change this board now.") : t("You can only look at this board now."),
    );
    if (canEdit) link.reopen();
  }, [link, canEdit]);
}
