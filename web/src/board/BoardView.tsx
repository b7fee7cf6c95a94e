/** Everything on the screen of an open board: the canvas to every edge, the rest floating over it. */
import { ReactFlowProvider } from "@xyflow/react";
import { lazy, Suspense, useEffect } from "react";
import { Canvas } from "../canvas/Canvas";
import { useShortcuts } from "../commands/useShortcuts";
import { Banners } from "../panels/Banners";
import { EmptyBoard } from "../panels/EmptyBoard";
import { Header } from "../panels/Header";
import { Inspector } from "../panels/Inspector";
import { SearchToAdd } from "../panels/SearchToAdd";
import { Toolbar } from "../panels/Toolbar";
import { ZoomControl } from "../panels/ZoomControl";
import { useStore } from "../store/use";
import styles from "./BoardView.module.css";
import { useSession } from "./context";

const loadPalette = () => import("../panels/CommandPalette");
const loadHelp = () => import("../panels/HelpDialog");
const loadShare = () => import("../pages/share/ShareDialog");
const CommandPalette = lazy(loadPalette);
const HelpDialog = lazy(loadHelp);
const ShareDialog = lazy(loadShare);
/** By then the board is on the screen. */
const PREFETCH_MS = 2_000;

export function BoardView({ reload }: { reload: () => void }) {
  const session = useSession();
  useShortcuts(session);
  return (
    <ReactFlowProvider>
      <main className={styles.board}>
        <Canvas />
        <EmptyBoard />
        <Header />
        <Toolbar />
        <ZoomControl />
        <Inspector />
        <Banners reload={reload} />
        <SearchToAdd />
        <Dialogs />
      </main>
    </ReactFlowProvider>
  );
}

/** Loaded after the board, or when first asked for: they must open when the server is away, too. */
function Dialogs() {
  useEffect(() => {
    const prefetch = (): void => {
      void Promise.allSettled([loadPalette(), loadHelp(), loadShare()]);
    };
    const timer = setTimeout(prefetch, PREFETCH_MS);
    return () => clearTimeout(timer);
  }, []);
  const { ui, board } = useSession();
  const palette = useStore(ui.palette);
  const help = useStore(ui.help);
  const share = useStore(ui.share);
  return (
    <Suspense>
      {palette && <CommandPalette />}
      {help && <HelpDialog />}
      {share && <ShareDialog boardId={board.id} open onOpenChange={(open) => ui.share.set(open)} />}
    </Suspense>
  );
}
