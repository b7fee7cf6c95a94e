/** Everything on the screen of an open board: the canvas to every edge, the rest floating over it. */
import { ReactFlowProvider } from "@xyflow/react";
import { lazy, Suspense } from "react";
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

const CommandPalette = lazy(() => import("../panels/CommandPalette"));
const HelpDialog = lazy(() => import("../panels/HelpDialog"));
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
        <Dialogs />
      </main>
    </ReactFlowProvider>
  );
}

/** Each is loaded when first asked for. */
function Dialogs() {
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
