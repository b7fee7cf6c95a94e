/** A template seen from afar: its boxes, the lines between them, and the pictures it brings. */
import { templatePicture, type Template } from "../../api/library";
import { kindOf } from "../../items/layout";
import styles from "./TemplateDrawing.module.css";

type Box = Template["drawing"]["boxes"][number];

const MARGIN = 0.06;
const ASPECT = 0.6;

export function TemplateDrawing({ template }: { template: Template }) {
  const { w, h, boxes, edges } = template.drawing;
  return (
    <svg className={styles.drawing} viewBox={frameOf(w, h)} role="img" aria-label={template.name}>
      {boxes.map((box, i) => (
        <Item key={i} box={box} template={template.id} />
      ))}
      {edges.map(([from, to], i) => {
        const [a, b] = [boxes[from], boxes[to]];
        return a && b && <path key={i} className={styles.edge} d={curve(a, b)} />;
      })}
    </svg>
  );
}

/** All of it, in the middle of a place of one shape, so that drawings stand alike. */
function frameOf(w: number, h: number): string {
  const margin = Math.max(w, h) * MARGIN;
  const width = Math.max(w + 2 * margin, (h + 2 * margin) / ASPECT);
  const height = width * ASPECT;
  return `${(w - width) / 2} ${(h - height) / 2} ${width} ${height}`;
}

const TITLE = 40;
const RADIUS = 14;
const FOOT = 0.42;

function Item({ box, template }: { box: Box; template: string }) {
  const { type, x, y, w, h, color, asset } = box;
  const place = { x, y, width: w, height: h, rx: RADIUS };
  if (type === "frame") return <rect {...place} className={styles.frame} />;
  if (type === "swatch") return <rect {...place} fill={color} className={styles.swatch} />;
  if (type === "image" && asset !== undefined) {
    const address = templatePicture(template, asset, 256);
    return (
      <image x={x} y={y} width={w} height={h} href={address} preserveAspectRatio="xMidYMid slice" />
    );
  }
  if (kindOf(type) !== "card") return <rect {...place} className={styles.note} />;
  const foot = h * FOOT;
  return (
    <g>
      <rect {...place} className={styles.card} />
      <rect
        x={x + 20}
        y={y + 16}
        width={w * 0.4}
        height={TITLE / 3}
        rx={6}
        className={styles.title}
      />
      <rect x={x} y={y + h - foot} width={w} height={foot} rx={RADIUS} className={styles.outcome} />
    </g>
  );
}

function curve(from: Box, to: Box): string {
  const [x1, y1] = [from.x + from.w, from.y + Math.min(from.h / 2, 60)];
  const [x2, y2] = [to.x, to.y + Math.min(to.h / 2, 60)];
  const pull = Math.max(40, Math.abs(x2 - x1) / 2);
  return `M${x1} ${y1}C${x1 + pull} ${y1} ${x2 - pull} ${y2} ${x2} ${y2}`;
}
