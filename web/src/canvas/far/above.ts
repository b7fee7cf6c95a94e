/** What is drawn over the tiles, anew each time: what moves or has landed, what runs, the marks. */
import type { Session } from "../../board/session";
import type { Box } from "../../doc/edits";
import type { Edge, Point } from "../../doc/schema";
import { curveOf, type Curve } from "../curve";
import type { Piece, Scene } from "../scene";
import type { Brush } from "./brush";
import type { Forming } from "./forming";
import type { Group, Lifted } from "./lifted";
import { drawMarks } from "./marks";
import type { Painter } from "./painter";
import { drawRunning } from "./running";

type Parts = {
  readonly session: Session;
  readonly scene: Scene;
  readonly painter: Painter;
  readonly sheet: Lifted;
  readonly forming: Forming;
};

type Above = {
  readonly area: Box;
  readonly lifted: ReadonlySet<string>;
  /** Where a hand has what it moves. */
  readonly positions: ReadonlyMap<string, Point>;
};

export function drawAbove(brush: Brush, parts: Parts, { area, lifted, positions }: Above): void {
  const { session, scene, painter, sheet, forming } = parts;
  const pieceOf = (id: string): Piece | null => moved(scene.get(id), positions.get(id));
  const curveAt = (edge: Edge | undefined): Curve | null => {
    const source = edge && pieceOf(edge.source);
    const target = edge && pieceOf(edge.target);
    return edge && source && target ? curveOf(edge, source, target) : null;
  };
  const pieces = [...lifted]
    .map(pieceOf)
    .filter((piece) => piece !== null)
    .sort((a, b) => scene.rank(a.id) - scene.rank(b.id));
  const edges = new Set(pieces.flatMap(({ id }) => scene.wiresAt(id).map(({ edge }) => edge)));
  for (const edge of edges) {
    const curve = curveAt(edge);
    if (curve) painter.wire(brush, { edge, curve });
  }
  for (const group of groupsOf(pieces, scene)) sheet.draw(brush, painter, area, group);
  drawRunning(brush, session, forming, area, pieceOf);
  drawMarks(
    brush,
    session,
    area,
    (id) => pieceOf(id)?.box ?? null,
    (id) => curveAt(scene.wire(id)?.edge),
  );
}

/** Those that are equally far from where they lie, as they lie. */
function groupsOf(pieces: readonly Piece[], scene: Scene): Iterable<Group> {
  const groups = new Map<string, Group & { pieces: Piece[] }>();
  for (const { id, position } of pieces) {
    const piece = scene.get(id);
    if (!piece) continue;
    const by = { x: position.x - piece.position.x, y: position.y - piece.position.y };
    const key = `${by.x.toFixed(2)} ${by.y.toFixed(2)}`;
    const group = groups.get(key) ?? { by, pieces: [] };
    groups.set(key, group);
    group.pieces.push(piece);
  }
  return groups.values();
}

function moved(piece: Piece | undefined, position: Point | undefined): Piece | null {
  if (!piece || !position) return piece ?? null;
  return { ...piece, position, box: { ...piece.box, ...position } };
}
