/**
 * What this person is doing on the canvas: selection, tool, drags in flight, open panels.
 *
 * Never shared and never stored; what others may see of it goes through `Presence`.
 */
import type { Picture, Point, Source } from "../doc/schema";
import type { Box } from "../doc/edits";
import type { Port } from "../api/types";
import type { Side } from "../commands/connections";
import { FIRST_INK, type Ink } from "../ink/ink";
import type { Block, Mark } from "../items/rich/lines";
import type { Scope } from "../jobs/jobs";
import type { Guide } from "../arrange/snap";
import { keptSnapTo } from "../canvas/snapTo";
import { keptChoice } from "../canvas/minimap/choice";
import { createStore, type Store } from "../store/store";

export type Tool = "select" | "hand" | "draw" | "arrow";

export function isInkTool(tool: Tool): boolean {
  return tool === "draw" || tool === "arrow";
}

/** Large boards have a minimap and small ones none, unless this person chose otherwise. */
export type MinimapChoice = "auto" | "shown" | "hidden";

/** Where search-to-add puts its node, and what edge it should make. */
export type SearchRequest = {
  readonly at: Point;
  /** The place is only about there: room is looked for. */
  readonly near?: boolean;
  readonly link: PendingLink | null;
};

/** An edge dropped on the empty canvas, waiting for a node at its other end. */
export type PendingLink =
  | { readonly side: "output"; readonly port: Port; readonly source: Source }
  | { readonly side: "input"; readonly port: Port; readonly target: string; readonly key: string };

/** A picture on its way to the server, shown where it will lie. */
export type Upload = {
  readonly id: string;
  readonly name: string;
  readonly preview: string;
  readonly box: Box;
  readonly fraction: number;
};

/** An item as it is now, or a picture that it once showed. */
export type Compared = string | { readonly title: string; readonly picture: Picture };

export type Peek = { readonly node: string; readonly picture: Picture };
export type { Mark };

/** What commands ask of the note that is being written. */
export type Writing = {
  readonly mark: (mark: Mark) => void;
  readonly block: (block: NonNullable<Block>) => void;
  readonly askLink: () => void;
};

/** What commands ask of the canvas once it is mounted. */
export type CanvasHandle = {
  readonly zoomIn: () => void;
  readonly zoomOut: () => void;
  readonly zoomToActualSize: () => void;
  readonly fit: (nodes?: Iterable<string>) => void;
  /** The canvas point in the middle of what is seen, or under the pointer if it is over it. */
  readonly middle: () => Point;
  readonly pointer: () => Point | null;
  /** The part of the canvas that nothing floats over. */
  readonly seen: () => Box;
  readonly toScreen: (point: Point) => Point;
  /** The item drawn at a place of the page where none is mounted, as when seen from afar. */
  readonly itemAt: (client: Point) => string | null;
  /** Likewise the edge, where no item lies over it. */
  readonly edgeAt: (client: Point) => string | null;
  /** Give an item the focus of the keyboard, in view. */
  readonly focus: (id: string) => void;
  /** Bring a point of the canvas into the middle. */
  readonly center: (point: Point) => void;
  readonly chooseFiles: () => void;
};

/** What a drag is drawn to. */
export type SnapTo = { readonly items: boolean; readonly grid: boolean };

/** Where dragged items go instead of right under the pointer. */
export type Snap = (positions: ReadonlyMap<string, Point>, by: Point) => Drag;
export type Drag = { readonly positions: ReadonlyMap<string, Point>; readonly by: Point };

export type Ui = {
  readonly canvas: Store<CanvasHandle | null>;
  /** Whether all that is in view has been drawn once: what nobody misses before comes then. */
  readonly drawn: Store<boolean>;
  readonly selection: Store<ReadonlySet<string>>;
  /** The selection once nothing is dragged: a panel that opens meanwhile would hold up the hand. */
  readonly inspected: Store<ReadonlySet<string>>;
  readonly edgeSelection: Store<ReadonlySet<string>>;
  /** Positions of what this person drags, until the drop lands in the document. */
  readonly drag: Store<ReadonlyMap<string, Point>>;
  /** The edge that what is dragged would come in between. */
  readonly aimed: Store<string | null>;
  readonly snapTo: Store<SnapTo>;
  /** The canvas' own way to draw a drag to what is near; null until it is mounted. */
  readonly snap: Store<Snap | null>;
  readonly guides: Store<readonly Guide[]>;
  readonly resizing: Store<{ readonly id: string; readonly box: Box } | null>;
  readonly tool: Store<Tool>;
  /** What the next line is drawn with. */
  readonly ink: Store<Ink>;
  readonly minimap: Store<MinimapChoice>;
  /** Cards whose folded parameters are open. */
  readonly expanded: Store<ReadonlySet<string>>;
  readonly editing: Store<string | null>;
  /** The picture of which a part is being chosen. */
  readonly cropping: Store<string | null>;
  readonly writing: Store<Writing | null>;
  readonly search: Store<SearchRequest | null>;
  readonly find: Store<boolean>;
  readonly palette: Store<boolean>;
  readonly help: Store<boolean>;
  readonly share: Store<boolean>;
  /** The list of what the selected item can be connected to is open. */
  readonly connecting: Store<Side | null>;
  /** The two items, or earlier results, whose pictures are laid over each other. */
  readonly compare: Store<readonly [Compared, Compared] | null>;
  /** The panel of templates; it stands where the inspector does. */
  readonly gallery: Store<boolean>;
  readonly savingTemplate: Store<boolean>;
  /** An earlier result that its node shows for as long as it is looked at in the inspector. */
  readonly peek: Store<Peek | null>;
  /** The panel of jobs; it stands where the inspector does. */
  readonly queue: Store<boolean>;
  readonly queueScope: Store<Scope>;
  readonly uploads: Store<readonly Upload[]>;
};

export const NO_IDS: ReadonlySet<string> = new Set();
export const NO_DRAG: ReadonlyMap<string, Point> = new Map();
export const NO_GUIDES: readonly Guide[] = [];

export function createUi(): Ui {
  const selection = createStore<ReadonlySet<string>>(NO_IDS);
  const drag = createStore<ReadonlyMap<string, Point>>(NO_DRAG);
  return {
    canvas: createStore<CanvasHandle | null>(null),
    drawn: createStore(false),
    selection,
    inspected: settled(selection, drag),
    edgeSelection: createStore<ReadonlySet<string>>(NO_IDS),
    drag,
    aimed: createStore<string | null>(null),
    snapTo: createStore<SnapTo>(keptSnapTo()),
    snap: createStore<Snap | null>(null),
    guides: createStore<readonly Guide[]>(NO_GUIDES),
    resizing: createStore<{ readonly id: string; readonly box: Box } | null>(null),
    tool: createStore<Tool>("select"),
    ink: createStore(FIRST_INK),
    minimap: createStore<MinimapChoice>(keptChoice()),
    expanded: createStore<ReadonlySet<string>>(NO_IDS),
    editing: createStore<string | null>(null),
    cropping: createStore<string | null>(null),
    writing: createStore<Writing | null>(null),
    search: createStore<SearchRequest | null>(null),
    find: createStore(false),
    palette: createStore(false),
    help: createStore(false),
    share: createStore(false),
    connecting: createStore<Side | null>(null),
    compare: createStore<readonly [Compared, Compared] | null>(null),
    gallery: createStore(false),
    savingTemplate: createStore(false),
    peek: createStore<Peek | null>(null),
    queue: createStore(false),
    queueScope: createStore<Scope>("mine"),
    uploads: createStore<readonly Upload[]>([]),
  };
}

/** What a drag takes up is selected right before it begins, so the look at it comes a moment later. */
function settled<T>(source: Store<T>, drag: Ui["drag"]): Store<T> {
  const store = createStore(source.get());
  const follow = (): void =>
    queueMicrotask(() => {
      if (drag.get().size === 0) store.set(source.get());
    });
  source.subscribe(follow);
  drag.subscribe(follow);
  return store;
}
