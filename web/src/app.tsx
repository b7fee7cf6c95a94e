/** The pages and their addresses. Each page is a chunk of its own, loaded when first visited. */
import { QueryClientProvider } from "@tanstack/react-query";
import { lazy, Suspense, useEffect, useState, type ReactNode } from "react";
import { Redirect, Route, Router, Switch, useLocation } from "wouter";
import { basePath } from "./api/client";
import { leaving } from "./api/leaving";
import { askForBoard, createQueryClient, useMe } from "./api/queries";
import { readEarly } from "./local/early";
import { local } from "./local/local";
import { CrashBoundary } from "./pages/CrashBoundary";
import NotFoundPage from "./pages/NotFoundPage";
import { lazyPage } from "./pages/lazyPage";
import { PageError } from "./pages/PageError";
import { PageFrame } from "./pages/PageFrame";
import { useSelect } from "./store/use";
import { fetchLater } from "./ui/fetchLater";
import { toasts } from "./ui/Toast";

const loadToaster = () => import("./ui/Toaster");
const Toaster = lazy(loadToaster);
const [SignInPage] = lazyPage(() => import("./pages/sign-in/SignInPage"));
const [SetupPage] = lazyPage(() => import("./pages/setup/SetupPage"));
const [BoardsPage] = lazyPage(() => import("./pages/boards/BoardsPage"));
const [PeoplePage] = lazyPage(() => import("./pages/people/PeoplePage"));
const [ModelsPage] = lazyPage(() => import("./pages/models/ModelsPage"));
const [BoardPage, fetchBoardPage] = lazyPage(() => import("./board/BoardPage"));
const queryClient = createQueryClient();

/**
 * Has all a board is drawn of, where the page is at one, so that it is drawn once and whole. What
 * fails is asked for again, and told, where it is drawn. A board names its nodes as it is opened, so
 * it is opened once the language is there.
 */
export async function prepare(speaking: Promise<unknown>): Promise<void> {
  const path = location.pathname.slice(basePath().length);
  const [, id] = /^\/boards\/([^/]+)$/.exec(path) ?? [];
  if (id === undefined) return;
  const answers = Promise.all([local(), askForBoard(queryClient, id)]);
  const read = answers.then(([{ store }, [me, { epoch }]]) => {
    if (me) readEarly(store, { account: me.id, board: id, epoch });
  });
  try {
    const [{ openEarly }] = await Promise.all([fetchBoardPage(), read, speaking]);
    await openEarly(queryClient, id);
  } catch {
    // The page says what is missing.
  }
}

/**
 * Shows a page to signed-in people; others sign in first and come back to it. A page that `stays`
 * goes on when the session ends under it, and says so itself: what is being written is kept.
 */
function Private({ children, stays = false }: { children: ReactNode; stays?: boolean }) {
  const me = useMe();
  const [path] = useLocation();
  const [isShown, setShown] = useState(false);
  if (me.data && stays && !isShown) setShown(true);
  if (isShown && !me.data && !leaving.get()) return children;
  if (me.isPending) return <PageFrame board={isBoard(path)} />;
  if (me.isError) return <PageError error={me.error} retry={() => void me.refetch()} />;
  if (me.data === null)
    return <Redirect to={`/sign-in?next=${encodeURIComponent(path)}`} replace />;
  return children;
}

/** There is nothing to say before there is a page: it is fetched after it, or to say the first thing. */
function Toasts() {
  const isSaying = useSelect(toasts, (said) => said.length > 0);
  const [hasSaid, setSaid] = useState(false);
  if (isSaying && !hasSaid) setSaid(true);
  useEffect(() => fetchLater([loadToaster]), []);
  return <Suspense>{hasSaid && <Toaster />}</Suspense>;
}

function isBoard(path: string): boolean {
  return path.startsWith("/boards/");
}

function Pages() {
  const [path] = useLocation();
  return (
    <Suspense fallback={<PageFrame board={isBoard(path)} />}>
      <Switch>
        <Route path="/sign-in" component={SignInPage} />
        <Route path="/setup" component={SetupPage} />
        <Route path="/">
          <Private>
            <BoardsPage />
          </Private>
        </Route>
        <Route path="/boards/:id">
          {({ id }) => (
            <Private key={id} stays>
              <BoardPage key={id} boardId={id} />
            </Private>
          )}
        </Route>
        <Route path="/people">
          <Private>
            <PeoplePage />
          </Private>
        </Route>
        <Route path="/models">
          <Private>
            <ModelsPage />
          </Private>
        </Route>
        <Route component={NotFoundPage} />
      </Switch>
    </Suspense>
  );
}

export function App() {
  return (
    <CrashBoundary>
      <QueryClientProvider client={queryClient}>
        <Router base={basePath()}>
          <Pages />
        </Router>
        <Toasts />
      </QueryClientProvider>
    </CrashBoundary>
  );
}
