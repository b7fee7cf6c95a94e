/** Everything on the screen of an open board: the canvas to every edge, the rest floating over it. */
import { ReactFlowProvider } from "@xyflow/react";
import { lazy, Suspense, useEffect } from "react";
import { Canvas } from "../canvas/Canvas";
import { CanvasMenu } from "../canvas/CanvasMenu";
import { loadCarry, loadPictures } from "../canvas/files";
import { loadArranging } from "../commands/arrange";
import { useShortcuts } from "../commands/useShortcuts";
import { Header } from "../panels/Header";
import { Toolbar } from "../panels/Toolbar";
import { ZoomControl } from "../panels/ZoomControl";
import { useSelect, useStore } from "../store/use";
import styles from "./BoardView.module.css";
import { useSession } from "./context";

/** Fetched at once, beside the board: they must be there when the server is not. */
const banners = import("../panels/Banners");
const Banners = lazy(() => banners.then((panel) => ({ default: panel.Banners })));
const loadEmpty = () => import("../panels/EmptyBoard");
const loadSearch = () => import("../panels/SearchToAdd");
const loadInspector = () => import("../panels/Inspector");
const loadQueue = () => import("../panels/QueuePanel");
const loadFind = () => import("./find/FindPanel");
const loadPalette = () => import("../panels/CommandPalette");
const loadHelp = () => import("../panels/HelpDialog");
const loadCompare = () => import("../panels/ComparePanel");
const loadGallery = () => import("../panels/gallery/TemplateGallery");
const loadSaveTemplate = () => import("../panels/gallery/SaveTemplate");
const loadShare = () => import("../pages/share/ShareDialog");
const EmptyBoard = lazy(() => loadEmpty().then((panel) => ({ default: panel.EmptyBoard })));
const SearchToAdd = lazy(() => loadSearch().then((panel) => ({ default: panel.SearchToAdd })));
const Inspector = lazy(() => loadInspector().then((panel) => ({ default: panel.Inspector })));
const QueuePanel = lazy(loadQueue);
const FindPanel = lazy(loadFind);
const CommandPalette = lazy(loadPalette);
const HelpDialog = lazy(loadHelp);
const ShareDialog = lazy(loadShare);
const ComparePanel = lazy(loadCompare);
const TemplateGallery = lazy(loadGallery);
const SaveTemplate = lazy(loadSaveTemplate);
/** By then the board is on the screen; what a first click needs comes first. */
const PREFETCH_MS = 600;

export function BoardView({ reload }: { reload: () => void }) {
  const session = useSession();
  useShortcuts(session);
  return (
    <ReactFlowProvider>
      <main className={styles.board}>
        <CanvasMenu>
          <Canvas />
        </CanvasMenu>
        <Suspense>
          <EmptyBoard />
        </Suspense>
        <Header />
        <Toolbar />
        <ZoomControl />
        <Suspense>
          <Banners reload={reload} />
        </Suspense>
        <Dialogs />
      </main>
    </ReactFlowProvider>
  );
}

/** Loaded after the board, or when first asked for: they must open when the server is away, too. */
function Dialogs() {
  useEffect(() => {
    const prefetch = async (): Promise<void> => {
      await Promise.allSettled([loadSearch(), loadInspector(), loadPictures(), loadCarry()]);
      await Promise.allSettled([loadArranging(), loadFind()]);
      await Promise.allSettled([import("../ui/ColorPicker")]);
      await Promise.allSettled([
        loadQueue(),
        loadPalette(),
        loadHelp(),
        loadShare(),
        loadCompare(),
        loadGallery(),
        loadSaveTemplate(),
      ]);
    };
    const timer = setTimeout(() => void prefetch(), PREFETCH_MS);
    return () => clearTimeout(timer);
  }, []);
  const { ui, board } = useSession();
  const palette = useStore(ui.palette);
  const find = useStore(ui.find);
  const help = useStore(ui.help);
  const share = useStore(ui.share);
  const isComparing = useSelect(ui.compare, (pair) => pair !== null);
  const queue = useStore(ui.queue);
  const gallery = useStore(ui.gallery);
  const isSaving = useStore(ui.savingTemplate);
  const search = useStore(ui.search);
  const hasAny = useSelect(ui.inspected, (ids) => ids.size > 0);
  const aside = queue ? "queue" : gallery ? "gallery" : "inspector";
  return (
    <>
      <Suspense>
        {aside === "queue" && <QueuePanel />}
        {aside === "gallery" && <TemplateGallery />}
        {aside === "inspector" && hasAny && <Inspector />}
      </Suspense>
      <Suspense>{search && <SearchToAdd />}</Suspense>
      <Suspense>
        {find && <FindPanel />}
        {palette && <CommandPalette />}
        {help && <HelpDialog />}
        {isComparing && <ComparePanel />}
        {isSaving && <SaveTemplate />}
        {share && (
          <ShareDialog boardId={board.id} open onOpenChange={(open) => ui.share.set(open)} />
        )}
      </Suspense>
    </>
  );
}
