/** Everything on the screen of an open board: the canvas to every edge, the rest floating over it. */
import { ReactFlowProvider } from "@xyflow/react";
import { Suspense, useEffect, type ReactNode } from "react";
import { Canvas } from "../canvas/Canvas";
import { CanvasMenu } from "../canvas/CanvasMenu";
import { loadSplice } from "../canvas/drop";
import { loadCarry, loadPictures } from "../canvas/files";
import { loadArranging } from "../commands/arrange";
import { useShortcuts } from "../commands/useShortcuts";
import { Guard } from "../errors/Guard";
import { fetched, lazyPart } from "../errors/lazyPart";
import { loadRichEditor } from "../items/NoteItem";
import { Header } from "../panels/Header";
import { Toolbar } from "../panels/Toolbar";
import { ZoomControl } from "../panels/ZoomControl";
import { useSelect, useStore } from "../store/use";
import { loadPopover } from "../ui/ColorField";
import { fetchLater } from "../ui/fetchLater";
import { loadFieldProblem } from "../ui/FieldProblem";
import { loadMenu } from "../ui/Menu";
import styles from "./BoardView.module.css";
import { useDrawn, useSession } from "./context";

/** Fetched at once, beside the board: they must be there when the server is not. */
const banners = import("../panels/Banners");
const loadBanners = fetched(() => banners);
const loadSearch = fetched(() => import("../panels/SearchToAdd"));
const loadInspector = fetched(() => import("../panels/Inspector"));
const loadQueue = fetched(() => import("../panels/QueuePanel"));
const loadFind = fetched(() => import("./find/FindPanel"));
const loadPalette = fetched(() => import("../panels/CommandPalette"));
const loadAnnouncer = fetched(() => import("../panels/Announcer"));
const loadHelp = fetched(() => import("../panels/HelpDialog"));
const loadCompare = fetched(() => import("../panels/ComparePanel"));
const loadTogether = fetched(() => import("../presence/TogetherLayer"));
const loadGallery = fetched(() => import("../panels/gallery/TemplateGallery"));
const loadSaveTemplate = fetched(() => import("../panels/gallery/SaveTemplate"));
const loadShare = fetched(() => import("../pages/share/ShareDialog"));
const Banners = lazyPart(loadBanners, (panel) => panel.Banners);
const SearchToAdd = lazyPart(loadSearch, (panel) => panel.SearchToAdd);
const Inspector = lazyPart(loadInspector, (panel) => panel.Inspector);
const QueuePanel = lazyPart(loadQueue, (panel) => panel.default);
const FindPanel = lazyPart(loadFind, (panel) => panel.default);
const CommandPalette = lazyPart(loadPalette, (panel) => panel.default);
const HelpDialog = lazyPart(loadHelp, (panel) => panel.default);
const Announcer = lazyPart(loadAnnouncer, (panel) => panel.default);
const ShareDialog = lazyPart(loadShare, (panel) => panel.default);
const ComparePanel = lazyPart(loadCompare, (panel) => panel.default);
const TemplateGallery = lazyPart(loadGallery, (panel) => panel.default);
const SaveTemplate = lazyPart(loadSaveTemplate, (panel) => panel.default);
const TogetherLayer = lazyPart(loadTogether, (panel) => panel.default);

export function BoardView({ reload }: { reload: () => void }) {
  const session = useSession();
  const isDrawn = useDrawn();
  useShortcuts(session);
  return (
    <ReactFlowProvider>
      <main className={styles.board}>
        <Guard where="canvas" as="panel">
          <CanvasMenu>
            <Canvas />
          </CanvasMenu>
        </Guard>
        <Guard where="panel header" as="panel">
          <Header />
        </Guard>
        <Guard where="panel toolbar" as="panel">
          <Toolbar />
          <ZoomControl />
        </Guard>
        <Guard where="panel banners" as="panel">
          <Suspense>
            <Banners reload={reload} />
          </Suspense>
        </Guard>
        <Guard where="panel together" as="nothing">
          <Suspense>{isDrawn && <TogetherLayer />}</Suspense>
        </Guard>
        <Suspense>{isDrawn && <Announcer />}</Suspense>
        <Dialogs />
      </main>
    </ReactFlowProvider>
  );
}

/** What a first click needs comes first; all of it must open when the server is away, too. */
const LATER = [
  () => import("../ui/TooltipBox"),
  loadMenu,
  loadSearch,
  loadInspector,
  loadPictures,
  loadCarry,
  loadSplice,
  loadArranging,
  loadFind,
  loadRichEditor,
  loadPopover,
  loadFieldProblem,
  loadQueue,
  loadPalette,
  loadHelp,
  loadShare,
  loadCompare,
  loadGallery,
  loadSaveTemplate,
];

function Dialogs() {
  const { ui, board } = useSession();
  const isDrawn = useDrawn();
  useEffect(() => (isDrawn ? fetchLater(LATER) : undefined), [isDrawn]);
  const palette = useStore(ui.palette);
  const find = useStore(ui.find);
  const help = useStore(ui.help);
  const share = useStore(ui.share);
  const isComparing = useSelect(ui.compare, (pair) => pair !== null);
  const queue = useStore(ui.queue);
  const gallery = useStore(ui.gallery);
  const isSaving = useStore(ui.savingTemplate);
  const search = useStore(ui.search);
  const inspected = useStore(ui.inspected);
  const aside = queue ? "queue" : gallery ? "gallery" : "inspector";
  return (
    <>
      <Panel name={aside} about={aside === "inspector" ? inspected : aside}>
        {aside === "queue" && <QueuePanel />}
        {aside === "gallery" && <TemplateGallery />}
        {aside === "inspector" && inspected.size > 0 && <Inspector />}
      </Panel>
      <Panel name="search" about={search}>
        {search && <SearchToAdd />}
      </Panel>
      <Panel name="find" about={find}>
        {find && <FindPanel />}
      </Panel>
      <Panel name="palette" about={palette}>
        {palette && <CommandPalette />}
      </Panel>
      <Panel name="help" about={help}>
        {help && <HelpDialog />}
      </Panel>
      <Panel name="compare" about={isComparing}>
        {isComparing && <ComparePanel />}
      </Panel>
      <Panel name="save template" about={isSaving}>
        {isSaving && <SaveTemplate />}
      </Panel>
      <Panel name="share" about={share}>
        {share && (
          <ShareDialog boardId={board.id} open onOpenChange={(open) => ui.share.set(open)} />
        )}
      </Panel>
    </>
  );
}

/** Closed, or about something else, it is tried again by itself. */
function Panel({ name, about, children }: { name: string; about: unknown; children: ReactNode }) {
  return (
    <Guard where={`panel ${name}`} as="panel" about={about}>
      <Suspense>{children}</Suspense>
    </Guard>
  );
}
