/** What a node came to, at the bottom of its card: the picture, text or colour, and its progress. */
import { useProgress, useSession } from "../board/context";
import { assetAddress } from "../api/upload";
import type { PortType } from "../api/types";
import type { Json, Output, ResultItem, Status } from "../doc/schema";
import { cx } from "../ui/cx";
import { durationLabel } from "./duration";
import styles from "./Outcome.module.css";
import { pictureOf, type Layout } from "./layout";
import { StablePicture } from "./StablePicture";
import { useRendition } from "./useRendition";

export type OutcomeProps = {
  id: string;
  title: string;
  type: PortType | undefined;
  result: ResultItem | undefined;
  layout: Layout;
  /** Whether it ends the card, and takes its round corners. */
  last: boolean;
};

export function Outcome({ id, title, type, result, layout, last }: OutcomeProps) {
  if (layout.pictureHeight === 0 || type === undefined) return null;
  const status = result?.status;
  return (
    <div
      className={cx(styles.outcome, last && styles.last)}
      style={{ height: layout.pictureHeight }}
      data-status={status ?? "none"}
    >
      {type === "image" ? (
        <PictureOutcome id={id} title={title} result={result} layout={layout} />
      ) : (
        <ValueOutcome type={type} result={result} />
      )}
      <ProgressLine id={id} status={status} />
      <Chip id={id} status={status} />
    </div>
  );
}

function PictureOutcome({ id, title, result, layout }: Omit<OutcomeProps, "type" | "last">) {
  const { board } = useSession();
  const picture = pictureOf(result);
  const rendition = useRendition(layout.width, picture?.width ?? 1);
  const progress = useProgress(id);
  if (!picture) return <span className={styles.empty} />;
  const source = progress?.preview ?? assetAddress(board.id, picture.asset, rendition ?? undefined);
  const fits = layout.pictureHeight / layout.width;
  const whole = Math.abs(picture.height / picture.width - fits) > 0.01;
  return (
    <>
      <StablePicture
        src={source}
        alt={`Result of ${title}`}
        dimmed={result?.status !== "done" && result?.status !== "stale"}
        contain={whole}
      />
      <span className={styles.facts}>
        {picture.width} × {picture.height}
        {result?.durationMs !== null &&
          result !== undefined &&
          ` · ${durationLabel(result.durationMs)}`}
      </span>
    </>
  );
}

function ValueOutcome({ type, result }: { type: PortType; result: ResultItem | undefined }) {
  const value = valueOf(Object.values(result?.outputs ?? {})[0]?.[0]);
  if (type === "color" && typeof value === "string") {
    return (
      <span className={styles.color}>
        <span className={styles.sample} style={{ background: value }} />
        {value}
      </span>
    );
  }
  return (
    <p className={styles.text}>
      {typeof value === "string" || typeof value === "number" ? value : ""}
    </p>
  );
}

function valueOf(output: Output | undefined): Json | undefined {
  return output && "value" in output ? output.value : undefined;
}

function ProgressLine({ id, status }: { id: string; status: Status | undefined }) {
  const progress = useProgress(id);
  if (status !== "running" && !progress) return null;
  const share = progress && progress.steps > 0 ? progress.step / progress.steps : null;
  return (
    <>
      <span
        className={styles.progress}
        role="progressbar"
        aria-label="Rendering"
        {...(share === null ? {} : { "aria-valuenow": Math.round(share * 100) })}
      >
        <span style={{ transform: `scaleX(${share ?? 0.12})` }} />
      </span>
      {progress && (
        <span className={styles.steps}>
          {progress.step} / {progress.steps}
        </span>
      )}
    </>
  );
}

const CHIPS: Partial<Record<Status, string>> = {
  queued: "Queued",
  running: "Rendering",
  stale: "Out of date",
  cancelled: "Cancelled",
};

/** A word for the status; a count of steps says more. */
function Chip({ id, status }: { id: string; status: Status | undefined }) {
  const counted = useProgress(id) !== null;
  const word = status && CHIPS[status];
  return word === undefined || counted ? null : <span className={styles.chip}>{word}</span>;
}
