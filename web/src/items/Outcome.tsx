/** What a node came to, at the bottom of its card: pictures, text or colours, and its progress. */
import { CircleAlert } from "lucide-react";
import { useMemo } from "react";
import { useProgress, useSession } from "../board/context";
import { address } from "../api/client";
import { assetAddress } from "../api/upload";
import type { PortType } from "../api/types";
import type { Picture, ResultItem } from "../doc/schema";
import { t, type Text, text } from "../i18n/i18n";
import { useSelect } from "../store/use";
import { cx } from "../ui/cx";
import { durationLabel } from "./duration";
import styles from "./Outcome.module.css";
import { latentsOf, picturesOf, type Layout } from "./layout";
import { inFull, inShort, oddOf } from "./odd";
import { PortShape } from "./PortShape";
import { PictureGrid } from "./PictureGrid";
import { RunState } from "./RunState";
import { StablePicture } from "./StablePicture";
import { useRendition } from "./useRendition";
import { valuesOf } from "./values";

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
      {type === "image" || (type === "latent" && status === "running") ? (
        <PictureOutcome id={id} title={title} result={result} layout={layout} />
      ) : (
        <ValueOutcome type={type} result={result} />
      )}
      <RunState
        id={id}
        title={title}
        status={status}
        hasRun={Object.keys(result?.outputs ?? {}).length > 0}
      />
    </div>
  );
}

type PictureOutcomeProps = Omit<OutcomeProps, "type" | "last">;

/** The preview of what is being made, else what was made last: in one place, so nothing flashes. */
function PictureOutcome({ id, title, result, layout }: PictureOutcomeProps) {
  const peek = usePeek(id);
  const progress = useProgress(id)?.preview ?? null;
  const preview = peek ? null : progress;
  const pictures = peek ?? picturesOf(result);
  const [picture] = pictures;
  const isCurrent = peek !== null || result?.status === "done" || result?.status === "stale";
  const { board } = useSession();
  const source = useSource(picture, preview, layout);
  const small = picture && assetAddress(board.id, picture.asset, 64);
  if (source === null) return <span className={styles.empty} />;
  if (pictures.length > 1 && preview === null) {
    return (
      <>
        <PictureGrid title={title} pictures={pictures} width={layout.width} dim={!isCurrent} />
        {isCurrent && <OddMark result={result} />}
      </>
    );
  }
  return (
    <>
      <StablePicture
        src={source}
        small={small}
        alt={t(wordsFor(peek !== null, preview !== null), { title })}
        dimmed={!isCurrent && preview === null}
        contain={preview !== null || !fills(picture, layout)}
        passing={preview !== null}
        cut={preview === null ? picture?.cut : undefined}
      />
      {picture && <Facts picture={picture} durationMs={result?.durationMs ?? null} />}
      {isCurrent && preview === null && peek === null && <OddMark result={result} />}
    </>
  );
}

function wordsFor(isEarlier: boolean, isPreview: boolean): Text {
  if (isEarlier) return text("Earlier result of {title}");
  return isPreview ? text("Preview of {title}") : text("Result of {title}");
}

/** An earlier result that is looked at in the inspector. */
function usePeek(id: string): readonly [Picture] | null {
  const { ui } = useSession();
  const picture = useSelect(ui.peek, (peek) => (peek?.node === id ? peek.picture : null));
  return useMemo(() => picture && [picture], [picture]);
}

function useSource(picture: Picture | undefined, preview: string | null, layout: Layout) {
  const { board } = useSession();
  const rendition = useRendition(layout.width, picture?.width ?? 1);
  if (preview !== null) return preview.startsWith("/") ? address(preview) : preview;
  return picture ? assetAddress(board.id, picture.asset, rendition ?? undefined) : null;
}

function fills(picture: Picture | undefined, { pictureHeight, width }: Layout): boolean {
  return !picture || Math.abs(picture.height / picture.width - pictureHeight / width) <= 0.01;
}

function Facts({ picture, durationMs }: { picture: Picture; durationMs: number | null }) {
  return (
    <span className={styles.facts}>
      {picture.width} × {picture.height}
      {durationMs !== null && ` · ${durationLabel(durationMs)}`}
    </span>
  );
}

/** What the renderer found odd, which is no reason to withhold it; the inspector says more. */
function OddMark({ result }: { result: ResultItem | undefined }) {
  const said = oddOf(result);
  if (said.length === 0) return null;
  const words = said.map(inFull).join(" ");
  return (
    <span className={styles.odd} role="note" aria-label={words} title={words}>
      <CircleAlert size={12} aria-hidden />
      <span>{said.map(inShort).join(" · ")}</span>
    </span>
  );
}

function ValueOutcome({ type, result }: { type: PortType; result: ResultItem | undefined }) {
  const values = valuesOf(result);
  if (type === "latent") return <Latents result={result} />;
  if (type === "color") {
    return (
      <span className={styles.color}>
        {values.map((value, i) => (
          <span key={i} className={styles.sample} style={{ background: value }} title={value} />
        ))}
        {values.length === 1 && values[0]}
      </span>
    );
  }
  if (values.length < 2) return <p className={styles.text}>{values[0] ?? ""}</p>;
  return (
    <>
      <ol className={styles.texts} aria-label={t("{count} results", { count: values.length })}>
        {values.map((value, i) => (
          <li key={i}>{value}</li>
        ))}
      </ol>
      <span className={styles.many} aria-hidden>
        {values.length}
      </span>
    </>
  );
}

/** Nothing to look at: how large it is, and that it is there for what comes after. */
function Latents({ result }: { result: ResultItem | undefined }) {
  const files = latentsOf(result);
  const [first] = files;
  if (!first) return <span className={styles.empty} />;
  return (
    <span className={styles.color}>
      <PortShape type="latent" many={files.length > 1} />
      {files.length > 1
        ? t("{count} latents", { count: files.length })
        : t("Latent, {width} × {height}", { width: first.width, height: first.height })}
      <OddMark result={result} />
    </span>
  );
}
