/** The pages and their addresses. Each page is a chunk of its own, loaded when first visited. */
import { QueryClientProvider } from "@tanstack/react-query";
import { lazy, Suspense, useState, type ReactNode } from "react";
import { Redirect, Route, Router, Switch, useLocation } from "wouter";
import { basePath } from "./api/client";
import { leaving } from "./api/leaving";
import { createQueryClient, useMe } from "./api/queries";
import { CrashBoundary } from "./pages/CrashBoundary";
import NotFoundPage from "./pages/NotFoundPage";
import { lazyPage } from "./pages/lazyPage";
import { PageError } from "./pages/PageError";
import { PageFrame } from "./pages/PageFrame";
import { TooltipProvider } from "./ui/Tooltip";

/** Fetched beside the page: there is nothing to say before there is one. */
const Toaster = lazy(() => import("./ui/Toaster"));
const SignInPage = lazyPage(() => import("./pages/sign-in/SignInPage"));
const SetupPage = lazyPage(() => import("./pages/setup/SetupPage"));
const BoardsPage = lazyPage(() => import("./pages/boards/BoardsPage"));
const PeoplePage = lazyPage(() => import("./pages/people/PeoplePage"));
const loadBoard = () => import("./board/BoardPage");
const BoardPage = lazyPage(loadBoard);
/** The largest page is fetched while the server says who is here; what fails is asked for again. */
if (location.pathname.startsWith(`${basePath()}/boards/`)) loadBoard().catch(() => undefined);

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
  if (me.isPending) return <PageFrame />;
  if (me.isError) return <PageError error={me.error} retry={() => void me.refetch()} />;
  if (me.data === null)
    return <Redirect to={`/sign-in?next=${encodeURIComponent(path)}`} replace />;
  return children;
}

function Pages() {
  return (
    <Suspense fallback={<PageFrame />}>
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
        <Route component={NotFoundPage} />
      </Switch>
    </Suspense>
  );
}

export function App() {
  const [queryClient] = useState(createQueryClient);
  return (
    <CrashBoundary>
      <QueryClientProvider client={queryClient}>
        <TooltipProvider>
          <Router base={basePath()}>
            <Pages />
          </Router>
          <Suspense>
            <Toaster />
          </Suspense>
        </TooltipProvider>
      </QueryClientProvider>
    </CrashBoundary>
  );
}
