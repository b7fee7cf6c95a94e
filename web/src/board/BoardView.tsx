/** Everything on the screen of an open board: the canvas to every edge, the rest floating over it. */
import { ReactFlowProvider } from "@xyflow/react";
import { lazy, Suspense } from "react";
import { Canvas } from "../canvas/Canvas";
import { useShortcuts } from "../commands/useShortcuts";
import { Banners } from "../panels/Banners";
import { CommandPalette } from "../panels/CommandPalette";
import { EmptyBoard } from "../panels/EmptyBoard";
import { Header } from "../panels/Header";
import { HelpDialog } from "../panels/HelpDialog";
import { Inspector } from "../panels/Inspector";
import { SearchToAdd } from "../panels/SearchToAdd";
import { Toolbar } from "../panels/Toolbar";
import { ZoomControl } from "../panels/ZoomControl";
import { useStore } from "../store/use";
import styles from "./BoardView.module.css";
import { useSession } from "./context";

const ShareDialog = lazy(() => import("../pages/share/ShareDialog"));

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
        <CommandPalette />
        <HelpDialog />
        <Share />
      </main>
    </ReactFlowProvider>
  );
}

function Share() {
  const { ui, board } = useSession();
  const open = useStore(ui.share);
  if (!open) return null;
  return (
    <Suspense>
      <ShareDialog boardId={board.id} open={open} onOpenChange={(next) => ui.share.set(next)} />
    </Suspense>
  );
}
