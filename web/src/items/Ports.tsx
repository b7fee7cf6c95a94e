/** An item's ports, at its two edges; a card's in line with their labels. */
import { Handle, Position } from "@xyflow/react";
import type { PortType } from "../api/types";
import { t, type Text, text } from "../i18n/i18n";
import { cx } from "../ui/cx";
import { PORT_ROW, SECTION_PAD, TITLE_HEIGHT, type Layout, type PortPlace } from "./layout";
import { PortShape } from "./PortShape";
import styles from "./Ports.module.css";

export type PortsProps = {
  title: string;
  layout: Layout;
  /** Input ports that have an edge. */
  connected: ReadonlySet<string>;
  /** Moodboard items show their port only when it may be wanted. */
  shy?: boolean;
};

export function Ports({ title, layout, connected, shy = false }: PortsProps) {
  return layout.ports.map((place) => (
    <PortHandle
      key={`${place.side}:${place.port.name}`}
      place={place}
      title={title}
      filled={place.side === "output" || connected.has(place.port.name)}
      shy={shy}
    />
  ));
}

const ONE: Readonly<Record<PortType, Text>> = {
  image: text("image"),
  text: text("text"),
  color: text("color"),
  number: text("number"),
  model: text("model"),
  conditioning: text("encoded prompt"),
  latent: text("latent"),
};
const ANY_NUMBER: Readonly<Record<PortType, Text>> = {
  image: text("any number of images"),
  text: text("any number of texts"),
  color: text("any number of colors"),
  number: text("any number of numbers"),
  model: text("any number of models"),
  conditioning: text("any number of encoded prompts"),
  latent: text("any number of latents"),
};

type PortHandleProps = { place: PortPlace; title: string; filled: boolean; shy: boolean };

function PortHandle({ place: { port, side, y }, title, filled, shy }: PortHandleProps) {
  const input = side === "input";
  return (
    <Handle
      id={port.name}
      type={input ? "target" : "source"}
      position={input ? Position.Left : Position.Right}
      className={cx(styles.port, shy && styles.shy)}
      style={{ top: y }}
      role="img"
      aria-label={
        input
          ? t("{port} input of {title}", { port: port.title, title })
          : t("{port} output of {title}", { port: port.title, title })
      }
      title={`${port.title}: ${t((port.many ? ANY_NUMBER : ONE)[port.type])}`}
    >
      <PortShape type={port.type} many={port.many} filled={filled} />
    </Handle>
  );
}

/** The labels between the ports; the handles lie over them at the same heights. */
export function PortLabels({ layout }: { layout: Layout }) {
  if (layout.ports.length === 0) return null;
  const rows = new Map<number, { input?: PortPlace; output?: PortPlace }>();
  for (const place of layout.ports) {
    rows.set(place.y, { ...rows.get(place.y), [place.side]: place });
  }
  return (
    <div
      className={styles.labels}
      style={{ minHeight: rows.size * PORT_ROW + 2 * SECTION_PAD }}
      data-top={TITLE_HEIGHT}
    >
      {[...rows].map(([y, { input, output }]) => (
        <div key={y} className={styles.row}>
          <span className={cx(input?.port.required === false && styles.optional)}>
            {input?.port.title}
          </span>
          <span>{output?.port.title}</span>
        </div>
      ))}
    </div>
  );
}
