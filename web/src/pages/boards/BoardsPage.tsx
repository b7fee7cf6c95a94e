/** The boards a person is on: find one, open it, begin another. */
import { Plus } from "lucide-react";
import { useState } from "react";
import { useLocation } from "wouter";
import { sentence } from "../../api/client";
import { useCreateBoard } from "../../api/mutations";
import { useBoards } from "../../api/queries";
import type { Board } from "../../api/types";
import { folded } from "../../i18n/format";
import { t } from "../../i18n/i18n";
import { Button } from "../../ui/Button";
import { cx } from "../../ui/cx";
import { Input } from "../../ui/Input";
import { EmptyState } from "../../ui/States";
import { toast } from "../../ui/Toast";
import { useTitle } from "../../ui/useTitle";
import { PageBar } from "../PageBar";
import page from "../pages.module.css";
import { BoardCard, BoardCardSkeleton } from "./BoardCard";
import { BoardPreview } from "./BoardPreview";
import { ErrorBanner } from "../ErrorBanner";
import styles from "./BoardsPage.module.css";

/** Fewer boards than this are found faster by eye. */
const SEARCH_FROM = 9;

type Begin = (template?: "sample") => void;

function useBegin(): { begin: Begin; busy: boolean } {
  const [, navigate] = useLocation();
  const create = useCreateBoard();
  function begin(template?: "sample") {
    const board =
      template === undefined ? { title: t("Untitled") } : { title: t("Sample"), template };
    create.mutate(board, {
      onSuccess: ({ id }) => navigate(`/boards/${id}`),
      onError: (error) => toast(sentence(error), { kind: "bad" }),
    });
  }
  return { begin, busy: create.isPending };
}

function Nothing({ begin, busy }: { begin: Begin; busy: boolean }) {
  return (
    <EmptyState
      picture={
        <span className={styles.ghost}>
          <BoardPreview id="a wall to begin on" />
        </span>
      }
      action={
        <div className={styles.choices}>
          <Button kind="primary" icon={Plus} busy={busy} onClick={() => begin()}>
            {t("New board")}
          </Button>
          <Button busy={busy} onClick={() => begin("sample")}>
            {t("Look at a sample")}
          </Button>
        </div>
      }
    >
      {t(
        "A board holds pictures, notes and the steps that render new ones, for everyone you share it with.",
      )}
    </EmptyState>
  );
}

function Grid({ boards, search }: { boards: Board[]; search: string }) {
  const wanted = folded(search.trim());
  const found = boards.filter((board) => folded(board.title).includes(wanted));
  if (found.length === 0)
    return <EmptyState>{t("No board is called “{name}”.", { name: search.trim() })}</EmptyState>;
  return (
    <ul className={styles.grid}>
      {found.map((board) => (
        <BoardCard key={board.id} board={board} />
      ))}
    </ul>
  );
}

export default function BoardsPage() {
  useTitle(t("Boards"));
  const boards = useBoards();
  const { begin, busy } = useBegin();
  const [search, setSearch] = useState("");
  const count = boards.data?.length ?? 0;

  return (
    <div className={page.page}>
      <PageBar />
      <main className={page.content}>
        <div className={page.head}>
          <h1 className={page.title}>{t("Boards")}</h1>
          {count >= SEARCH_FROM && (
            <Input
              type="search"
              aria-label={t("Search boards")}
              placeholder={t("Search")}
              className={styles.search ?? ""}
              value={search}
              onChange={(event) => setSearch(event.target.value)}
            />
          )}
          {(count > 0 || boards.isPending) && (
            <Button kind="primary" icon={Plus} busy={busy} onClick={() => begin()}>
              {t("New board")}
            </Button>
          )}
        </div>
        {boards.isPending && (
          <ul className={cx(styles.grid, styles.loading)} aria-label={t("Loading boards")}>
            {[0, 1, 2].map((place) => (
              <BoardCardSkeleton key={place} />
            ))}
          </ul>
        )}
        {boards.isError && <ErrorBanner error={boards.error} retry={() => void boards.refetch()} />}
        {boards.isSuccess && count === 0 && <Nothing begin={begin} busy={busy} />}
        {boards.isSuccess && count > 0 && <Grid boards={boards.data} search={search} />}
      </main>
    </div>
  );
}
