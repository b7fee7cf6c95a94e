/**
 * The whole of a picture around the part that is kept, whose edges are dragged. Enter or a press
 * elsewhere keeps it, Escape leaves the picture as it was. The arrow keys move and grow the part.
 */
import { useReactFlow } from "@xyflow/react";
import { useCallback, useEffect, useRef, useState, type KeyboardEvent } from "react";
import { assetAddress } from "../api/upload";
import { useSession } from "../board/context";
import { pixelsFor, readCut, turnRect, turnSize, wholeBox } from "../doc/cut";
import type { Box } from "../doc/edits";
import type { Cut, NodeItem, Size } from "../doc/schema";
import { t } from "../i18n/i18n";
import { cx } from "../ui/cx";
import styles from "./Cropper.module.css";
import { EDGES, movedCrop, type Edge } from "./cropping";
import { CutPicture } from "./CutPicture";

const ALL = { x: 0, y: 0, w: 1, h: 1 };
const INSIDE: Edge = { name: "inside", sx: 0, sy: 0 };
const KEYS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

export default function Cropper({ item, size }: { item: NodeItem; size: Size }) {
  const { board, ui } = useSession();
  const { asset } = item.params;
  const source = typeof asset === "string" ? assetAddress(board.id, asset, 1024) : "";
  const natural = useNatural(source, () => ui.cropping.set(null));
  if (!natural) return null;
  return <Window item={item} size={size} source={source} natural={natural} />;
}

function useNatural(source: string, missing: () => void): Size | null {
  const [natural, setNatural] = useState<Size | null>(null);
  const onMissing = useRef(missing);
  useEffect(() => {
    let isHere = true;
    const picture = new Image();
    picture.src = source;
    picture.decode().then(
      () => isHere && setNatural({ w: picture.naturalWidth, h: picture.naturalHeight }),
      () => isHere && onMissing.current(),
    );
    return () => {
      isHere = false;
    };
  }, [source]);
  return natural;
}

type WindowProps = { item: NodeItem; size: Size; source: string; natural: Size };

function Window({ item, size, source, natural }: WindowProps) {
  const { ui, edits } = useSession();
  const { getZoom } = useReactFlow();
  const root = useRef<HTMLDivElement>(null);
  // What is seen now, which is less than the crop where the box has another shape.
  const [seen] = useState<Cut>(() => seenOf(item, natural, size));
  const [kept, setKept] = useState<Box>(() => turnRect(seen.crop, seen.turn));
  const whole = wholeBox(seen, { ...item.position, ...size });

  const keep = useCallback((): void => {
    ui.cropping.set(null);
    const box = {
      x: whole.x + kept.x * whole.w,
      y: whole.y + kept.y * whole.h,
      w: kept.w * whole.w,
      h: kept.h * whole.h,
    };
    const crop = turnRect(kept, 360 - seen.turn);
    if (isSame(crop, seen.crop)) return;
    edits.cutPictures([{ id: item.id, cut: { crop, turn: seen.turn }, box }]);
  }, [ui, edits, item.id, kept, seen, whole.x, whole.y, whole.w, whole.h]);

  useEffect(() => {
    const before = document.activeElement;
    root.current?.focus({ preventScroll: true });
    return () => {
      if (before instanceof HTMLElement && before.isConnected)
        before.focus({ preventScroll: true });
    };
  }, []);

  useEffect(() => {
    const pressed = (event: PointerEvent): void => {
      if (event.target instanceof Node && root.current?.contains(event.target)) return;
      keep();
    };
    window.addEventListener("pointerdown", pressed, true);
    return () => window.removeEventListener("pointerdown", pressed, true);
  }, [keep]);

  const drag = (event: React.PointerEvent<HTMLElement>, edge: Edge): void => {
    if (event.button !== 0) return;
    event.stopPropagation();
    const handle = event.currentTarget;
    const from = { x: event.clientX, y: event.clientY };
    const unit = { w: whole.w * getZoom(), h: whole.h * getZoom() };
    const start = kept;
    const move = (to: PointerEvent): void => {
      const by = { x: (to.clientX - from.x) / unit.w, y: (to.clientY - from.y) / unit.h };
      setKept(movedCrop(start, edge, by));
    };
    handle.setPointerCapture(event.pointerId);
    handle.addEventListener("pointermove", move);
    handle.addEventListener(
      "lostpointercapture",
      () => handle.removeEventListener("pointermove", move),
      { once: true },
    );
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    const [x, y] = KEYS[event.key] ?? [0, 0];
    if (event.key === "Enter") keep();
    else if (event.key === "Escape") ui.cropping.set(null);
    else if (x !== 0 || y !== 0) {
      // The lower right edges with Shift, all of it without.
      const edge = event.shiftKey ? { name: "keys", sx: Math.abs(x), sy: Math.abs(y) } : INSIDE;
      setKept(movedCrop(kept, edge, { x: x / 100, y: y / 100 }));
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div
      ref={root}
      className={cx("nodrag nopan nowheel", styles.cropper)}
      role="group"
      tabIndex={0}
      aria-label={t("Crop")}
      aria-description={t(
        "Arrow keys move the part that is kept, with Shift they grow or shrink it. Enter keeps it, Escape leaves the picture as it was.",
      )}
      onKeyDown={onKeyDown}
      onDoubleClick={(event) => event.stopPropagation()}
      style={{
        left: whole.x - item.position.x,
        top: whole.y - item.position.y,
        width: whole.w,
        height: whole.h,
      }}
    >
      <CutPicture
        src={source}
        cut={{ crop: ALL, turn: seen.turn }}
        natural={natural}
        alt=""
        className={styles.picture}
      />
      <div className={styles.veil}>
        <span style={percent(kept)} />
      </div>
      <div
        className={styles.kept}
        data-crop=""
        style={percent(kept)}
        onPointerDown={(event) => drag(event, INSIDE)}
      >
        {EDGES.map((edge) => (
          <span
            key={edge.name}
            className={edge.sx !== 0 && edge.sy !== 0 ? styles.corner : styles.side}
            data-edge={edge.name}
            style={{
              left: `${50 + 50 * edge.sx}%`,
              top: `${50 + 50 * edge.sy}%`,
              cursor: cursorOf(edge),
            }}
            onPointerDown={(event) => drag(event, edge)}
          />
        ))}
      </div>
    </div>
  );
}

function seenOf(item: NodeItem, natural: Size, box: Size): Cut {
  const cut = readCut(item.params);
  const { x, y, w, h } = pixelsFor(cut, natural, box);
  const shape = turnSize(box, cut.turn);
  const part = { w: cut.crop.w * natural.w, h: cut.crop.h * natural.h };
  const byRounding =
    Math.abs(shape.w - (shape.h * part.w) / part.h) < 1 ||
    Math.abs(shape.h - (shape.w * part.h) / part.w) < 1;
  // Boxes are whole units: what only that takes out of sight is not cut off.
  if (byRounding) return cut;
  const crop = { x: x / natural.w, y: y / natural.h, w: w / natural.w, h: h / natural.h };
  return { crop, turn: cut.turn };
}

function isSame(a: Box, b: Box): boolean {
  return (["x", "y", "w", "h"] as const).every((side) => Math.abs(a[side] - b[side]) < 1e-6);
}

function percent({ x, y, w, h }: Box) {
  return { left: `${x * 100}%`, top: `${y * 100}%`, width: `${w * 100}%`, height: `${h * 100}%` };
}

function cursorOf({ sx, sy }: Edge): string {
  if (sx === 0) return "ns-resize";
  if (sy === 0) return "ew-resize";
  return sx === sy ? "nwse-resize" : "nesw-resize";
}
