/** What commands do, as functions of the open board. Every way to do a thing ends here. */
import type { PendingLink } from "../board/ui";
import { NO_IDS } from "../board/ui";
import type { Session } from "../board/session";
import { loadCarry } from "../canvas/files";
import { frameFor, movable, withChildren } from "../canvas/frames";
import { land } from "../canvas/move";
import { boxOf, roomFor, sizeOfNew, stepAside } from "../canvas/place";
import { copyNodes, placeAt, shift, type Clip } from "../doc/clipboard";
import { fitting } from "../doc/catalog";
import { asUnits, groupsOf, withMates } from "../doc/groups";
import type { NewNode } from "../doc/make";
import type { Mode, NodeItem, Point } from "../doc/schema";
import { t, tn } from "../i18n/i18n";
import { arrowFields, endOf, heldBy, lineOf, type EndName } from "../ink/arrow";
import { defaultSize, kindOf } from "../items/layout";
import { toast } from "../ui/Toast";

export function select(session: Session, ids: Iterable<string>): void {
  session.ui.edgeSelection.set(NO_IDS);
  session.ui.selection.set(new Set(ids));
}

export function selectedItems(session: Session): NodeItem[] {
  const selection = session.ui.selection.get();
  return session.view.all().filter((item) => selection.has(item.id));
}

/** A new item with its middle at a point, selected, and joined to the edge it was asked for. */
export function addItem(...what: Parameters<typeof putItem>): string {
  const [session] = what;
  const id = putItem(...what);
  select(session, [id]);
  return id;
}

/** As `addItem`, in nobody's hand. */
export function putItem(
  session: Session,
  type: string,
  at: Point,
  link: PendingLink | null = null,
  extra: Partial<NewNode> = {},
): string {
  const { catalog, edits, view } = session;
  const kind = kindOf(type);
  const size = extra.size ?? (kind === "card" ? null : defaultSize(kind));
  const box = size ?? { w: defaultSize("card").w, h: defaultSize("card").h };
  const aimed = link ? besideLink(link, at, box.w) : { x: at.x - box.w / 2, y: at.y - box.h / 2 };
  const by = stepAside(positionsOn(session), [aimed]);
  const position = { x: aimed.x + by, y: aimed.y + by };
  const parent = kind === "frame" ? null : frameFor(view, { ...box, ...position });
  const spec = catalog.get(type);
  const input = link?.side === "output" && spec ? fitting(spec, link.port, "input") : null;
  const inputs =
    link?.side === "output" && input
      ? { [input.many ? `${input.name}:a0` : input.name]: link.source }
      : {};
  const id = edits.addNode({ type, position, size, parent, inputs, ...extra });
  if (link?.side === "input" && spec) {
    const output = fitting(spec, link.port, "output");
    const source = output && { node: id, port: output.name };
    if (source) edits.connect(source, link.target, link.key, link.port.many, { joined: true });
  }
  return id;
}

/** A new item that was not put anywhere: near a point, where there is room and it is seen. */
export function addNear(session: Session, type: string, at: Point): string {
  const middle = roomFor(session, type, at);
  const { w, h } = sizeOfNew(session, type);
  return addItem(session, type, middle, null, {
    position: { x: middle.x - w / 2, y: middle.y - h / 2 },
  });
}

function positionsOn({ view }: Session): Point[] {
  return view.all().map(({ position }) => position);
}

/** The near edge of the new card at the pointer, its first port about at that height. */
function besideLink(link: PendingLink, at: Point, width: number): Point {
  return { x: link.side === "output" ? at.x : at.x - width, y: at.y - 54 };
}

/** What is locked stays, and stays selected. */
export function deleteSelection(session: Session): void {
  const { ui, edits } = session;
  const edges = ui.edgeSelection.get();
  const { free, locked } = byLock(session);
  if (edges.size > 0) edits.disconnect(edges);
  const left = arrowsLeft(session, new Set(free));
  if (free.length > 0) edits.deleteNodes(free);
  for (const [id, fields] of left) edits.leadArrow(id, fields, true);
  select(session, locked);
}

/** The arrows that stick to what goes: they stay where they are drawn. */
function arrowsLeft(session: Session, gone: ReadonlySet<string>) {
  const arrows = session.view
    .all()
    .filter((item) => !gone.has(item.id) && heldBy(item).some((id) => gone.has(id)));
  return arrows.map((item) => [item.id, fieldsOf(session, item, gone)] as const);
}

/** An arrow as it lies just now, for copies that may lie elsewhere than what it sticks to. */
function asDrawn(session: Session, item: NodeItem): NodeItem {
  if (heldBy(item).length === 0) return item;
  const { position, size, ends } = fieldsOf(session, item);
  return { ...item, position, size, params: { ...item.params, ...ends } };
}

function fieldsOf(session: Session, item: NodeItem, gone: ReadonlySet<string> = NO_IDS) {
  const held = (name: EndName): string | null => {
    const { node } = endOf(item, name);
    return node === undefined || gone.has(node) ? null : node;
  };
  const line = lineOf(item, (id) => boxOf(session, id));
  return arrowFields(line, { from: held("from"), to: held("to") });
}

export function byLock(session: Session): { free: string[]; locked: string[] } {
  const items = selectedItems(session);
  const ids = (locked: boolean): string[] =>
    items.filter((item) => item.locked === locked).map(({ id }) => id);
  return { free: ids(false), locked: ids(true) };
}

/** Without `sources` the copies are not connected to what they did not bring along. */
export function duplicateSelection(session: Session, { sources = true } = {}): void {
  const { view, ui, edits } = session;
  const ids = withChildren(view, ui.selection.get());
  const items = view.all().filter((item) => ids.has(item.id));
  if (items.length === 0) return;
  const drawn = items.map((item) => asDrawn(session, item));
  const nodes = copyNodes(drawn, { keepSources: sources }).map((node, i) => ({
    ...node,
    parent: node.parent ?? items[i]?.parent ?? null,
  }));
  select(session, edits.addNodes(shift(nodes, 24, 24)));
}

/** Copies items to where they were dragged. */
export function copyTo(session: Session, positions: ReadonlyMap<string, Point>): void {
  const { view, edits } = session;
  const items = view.all().filter(({ id }) => positions.has(id));
  const nodes = copyNodes(items, { keepSources: true }).map((node, i) => {
    const box = boxOf(session, items[i]?.id ?? "");
    const position = positions.get(items[i]?.id ?? "") ?? node.position;
    const isFree = node.type !== "frame" && node.parent === null && box !== null;
    return {
      ...node,
      position,
      parent: isFree ? frameFor(view, { ...box, ...position }) : (node.parent ?? null),
    };
  });
  select(session, edits.addNodes(nodes));
}

/** What the selected frames hold, or what lies in a frame with what is selected. */
export function framesOf(session: Session): Set<string> {
  const frames = selectedItems(session).map(({ type, id, parent }) =>
    type === "frame" ? id : parent,
  );
  return new Set(frames.filter((id) => id !== null));
}

export function selectInFrame(session: Session): void {
  const frames = framesOf(session);
  const held = session.view.all().filter(({ parent }) => parent !== null && frames.has(parent));
  select(
    session,
    held.map(({ id }) => id),
  );
}

/** `cut` leaves out what is locked, and what a frame would leave behind. */
export function clipOfSelection(session: Session, { cut = false } = {}): Clip | null {
  const { view, ui, board } = session;
  const ids = cut ? new Set(byLock(session).free) : withChildren(view, ui.selection.get());
  const items = view.all().filter((item) => ids.has(item.id));
  return items.length === 0
    ? null
    : { board: board.id, nodes: copyNodes(items.map((item) => asDrawn(session, item))) };
}

export function pasteClip(session: Session, clip: Clip, at: Point | null): void {
  void paste(session, clip.board, at ? placeAt(clip.nodes, at) : shift(clip.nodes, 24, 24));
}

/** What comes from another board comes with its pictures. */
async function paste(session: Session, from: string, nodes: readonly NewNode[]): Promise<void> {
  const again = (left: readonly NewNode[]): void => void paste(session, from, left);
  const isOurs = from === session.board.id;
  const by = stepAside(
    positionsOn(session),
    nodes.map(({ position }) => position),
  );
  const placed = shift(nodes, by, by);
  const made = isOurs
    ? placed
    : await (await loadCarry()).carryPictures(session, from, placed, again);
  if (made.length > 0) select(session, session.edits.addNodes(made));
}

export function nudge(session: Session, dx: number, dy: number): void {
  const { view, ui } = session;
  const positions = new Map<string, Point>();
  for (const { id, position } of movable(view, ui.selection.get())) {
    positions.set(id, { x: position.x + dx, y: position.y + dy });
  }
  if (positions.size > 0) land(session, positions, "nudge");
}

/** What is arranged as one: items and groups, but not what a selected frame carries. */
export function units(session: Session): NodeItem[][] {
  const selection = session.ui.selection.get();
  return asUnits(
    selectedItems(session).filter(({ parent }) => parent === null || !selection.has(parent)),
  );
}

/** The selected pictures that may be moved. */
export function pictures(session: Session): NodeItem[] {
  return selectedItems(session).filter(({ type, locked }) => type === "image" && !locked);
}

export function hasLinks(session: Session): boolean {
  const selection = session.ui.selection.get();
  return session.view.edges.some(
    ({ source, target }) => selection.has(source) && selection.has(target),
  );
}

/** Unlocks what is selected when all of it is locked. */
export function toggleLock(session: Session): void {
  const { free, locked } = byLock(session);
  if (free.length > 0) session.edits.setLocked(free, true);
  else session.edits.setLocked(locked, false);
}

export function groupSelection({ ui, edits }: Session): void {
  edits.groupNodes(ui.selection.get());
}

export function ungroupSelection(session: Session): void {
  const groups = groupsOf(selectedItems(session));
  const items = session.view.all().filter(({ group }) => group !== undefined && groups.has(group));
  session.edits.setGroup(
    items.map(({ id }) => id),
    null,
  );
}

export function hasGroup(session: Session): boolean {
  return groupsOf(selectedItems(session)).size > 0;
}

/** With what lies in the frames among it. What is hidden still feeds what reads it. */
export function hideSelection(session: Session): void {
  const { view, ui, edits } = session;
  const ids = withChildren(view, ui.selection.get());
  edits.setHidden(ids, true);
  select(session, []);
  toast(tn(ids.size, "1 item is hidden.", "{count} items are hidden."), {
    action: { label: t("Show"), onSelect: () => show(session, [...ids]) },
  });
}

export function hasHidden({ view }: Session): boolean {
  return view.all().some(({ hidden }) => hidden);
}

export function showHidden(session: Session): void {
  const hidden = session.view.all().filter((item) => item.hidden);
  show(
    session,
    hidden.map(({ id }) => id),
  );
}

export function show(session: Session, ids: readonly string[]): void {
  if (ids.length === 0) return;
  session.edits.setHidden(ids, false);
  select(session, ids);
}

/** Turns a mode on for the selection, or off when all of it has it. */
export function toggleMode(session: Session, mode: Mode): void {
  const cards = selectedItems(session).filter((item) => kindOf(item.type) === "card");
  const on = cards.every((item) => item.mode === mode);
  session.edits.setMode(
    cards.map((item) => item.id),
    on ? null : mode,
  );
}

/** Collapses what is selected, or opens it when all of it is collapsed. */
export function toggleCollapsed(session: Session): void {
  const cards = selectedItems(session).filter((item) => kindOf(item.type) === "card");
  const all = cards.every((item) => item.collapsed === true);
  session.edits.setCollapsed(
    cards.map((item) => item.id),
    !all,
  );
}

/** A frame around the selection, or an empty one. */
export function frameSelection(session: Session, at: Point): void {
  const items = selectedItems(session).filter((item) => item.type !== "frame");
  if (items.length === 0) {
    addNear(session, "frame", at);
    return;
  }
  const boxes = items.map((item) => boxOf(session, item.id)).filter((box) => box !== null);
  const x = Math.min(...boxes.map((box) => box.x)) - 24;
  const y = Math.min(...boxes.map((box) => box.y)) - 24;
  const w = Math.max(...boxes.map((box) => box.x + box.w)) + 24 - x;
  const h = Math.max(...boxes.map((box) => box.y + box.h)) + 24 - y;
  const frame = session.edits.addNode({ type: "frame", position: { x, y }, size: { w, h } });
  const places = new Map(items.map((item) => [item.id, item.position]));
  const parents = new Map(items.map((item) => [item.id, frame]));
  session.edits.moveNodes(places, { parents, joined: true });
  select(session, [frame]);
}

/** Selects the item that has the focus; one that is selected already is written in, or cropped. */
export function openFocused(session: Session): void {
  const { view, ui, canEdit } = session;
  const focus = document.activeElement;
  const edge = focus?.closest<HTMLElement | SVGElement>(".react-flow__edge")?.dataset.id;
  if (edge !== undefined) {
    ui.selection.set(NO_IDS);
    ui.edgeSelection.set(new Set([edge]));
    return;
  }
  const focused = focus?.closest<HTMLElement>(".react-flow__node")?.dataset.id;
  const [only] = ui.selection.get();
  const id = focused ?? only;
  if (id === undefined) return;
  const item = view.node(id);
  if (!ui.selection.get().has(id)) select(session, withMates(view, [id]));
  else if (canEdit && isWritten(item?.type) && item?.texts.text) ui.editing.set(id);
  else if (canEdit && item?.type === "image" && !item.locked) ui.cropping.set(id);
}

function isWritten(type: string | undefined): boolean {
  return type === "note" || type === "heading";
}
