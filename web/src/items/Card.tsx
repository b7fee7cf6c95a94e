/** A render node as a card: title, ports, parameters, and the result as the picture it is. */
import type { NodeProps } from "@xyflow/react";
import { memo } from "react";
import { useNode, useResult, useSession } from "../board/context";
import type { ItemNode } from "../canvas/flow";
import { titleOf } from "../doc/catalog";
import { portOf, type NodeItem } from "../doc/schema";
import { cx } from "../ui/cx";
import styles from "./Card.module.css";
import { CardForm } from "./CardForm";
import { CardTitle } from "./CardTitle";
import { Holders } from "./Holders";
import { LockMark } from "./LockMark";
import { messageOf, shownType } from "./layout";
import { Message } from "./Message";
import { Outcome } from "./Outcome";
import { PortLabels, Ports } from "./Ports";

export const Card = memo(function Card({ id, data: { layout }, selected }: NodeProps<ItemNode>) {
  const { catalog } = useSession();
  const item = useNode(id);
  const result = useResult(id);
  if (!item) return null;
  const spec = catalog.get(item.type);
  const title = titleOf(item, catalog);
  const message = messageOf(spec, item, result);
  return (
    <div
      className={cx(styles.card, selected && styles.selected, styles[item.mode ?? ""])}
      data-node-type={item.type}
    >
      <CardTitle item={item} title={title} />
      {!item.collapsed && <PortLabels layout={layout} />}
      {spec && !item.collapsed && <CardForm item={item} spec={spec} />}
      <Outcome
        id={id}
        title={title}
        type={shownType(spec, result)}
        result={result}
        layout={layout}
        last={message === null}
      />
      {message !== null && <Message id={id} title={title} message={message} result={result} />}
      <Ports title={title} layout={layout} connected={connectedPorts(item)} />
      {selected && item.locked && <LockMark />}
      <Holders id={id} />
    </div>
  );
});

export function connectedPorts(item: NodeItem): ReadonlySet<string> {
  return new Set(Object.keys(item.inputs).map(portOf));
}
