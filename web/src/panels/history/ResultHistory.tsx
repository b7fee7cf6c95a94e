/**
 * What a node came to before: a strip to look through, which the board shows while one looks, with
 * who made each, when and how it differs; any of them can be used again, or compared.
 */
import { Check, ImagePlus, SquareSplitHorizontal } from "lucide-react";
import { useEffect, useId, useRef, useState, type KeyboardEvent, type MouseEvent } from "react";
import type { NodeSpec } from "../../api/types";
import { assetAddress } from "../../api/upload";
import { usePastResults } from "../../api/library";
import { useResult, useSession } from "../../board/context";
import type { Compared } from "../../board/ui";
import { addPast, bringBack } from "../../commands/past";
import { t } from "../../i18n/i18n";
import { inShort } from "../../items/odd";
import { ago, exactTime } from "../../pages/boards/ago";
import { Button, IconButton } from "../../ui/Button";
import { cx } from "../../ui/cx";
import { useNow } from "../../ui/useNow";
import { differences, entriesOf, type Entry } from "./entries";
import styles from "./ResultHistory.module.css";

export default function ResultHistory({ id, spec }: { id: string; spec: NodeSpec }) {
  const { board } = useSession();
  const result = useResult(id);
  const { data: past = [] } = usePastResults(board.id, id, result?.fingerprint ?? null);
  const entries = entriesOf(result, past);
  if (entries.length < 2) return null;
  return <Strip id={id} spec={spec} entries={entries} />;
}

type StripProps = { id: string; spec: NodeSpec; entries: readonly Entry[] };

function Strip({ id, spec, entries }: StripProps) {
  const session = useSession();
  const { ui, canEdit } = session;
  const [chosen, setChosen] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const list = useRef<HTMLDivElement>(null);
  const heading = useId();
  const current = entries.find(({ isCurrent }) => isCurrent);
  const shown = entries.find(({ fingerprint }) => fingerprint === chosen) ?? current ?? entries[0];
  const peek = (entry: Entry | null): void => {
    const picture = entry && !entry.isCurrent ? entry.picture : null;
    ui.peek.set(picture && { node: id, picture });
  };
  useEffect(() => () => ui.peek.set(null), [ui]);
  if (!shown) return null;

  const look = (entry: Entry): void => {
    setChosen(entry.fingerprint);
    peek(entry);
  };
  const take = async (entry: Entry): Promise<void> => {
    if (!canEdit || entry.isCurrent || busy) return;
    setBusy(true);
    await bringBack(session, id, entry.fingerprint, entry.picture);
    setBusy(false);
    peek(null);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const entry = entryFor(event.key, entries, shown);
    if (entry) {
      look(entry);
      list.current?.querySelector<HTMLElement>(`[data-run="${entry.fingerprint}"]`)?.focus();
    } else if (event.key === "Enter") void take(shown);
    else if (event.key === "Escape") peek(null);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const onClick = (event: MouseEvent, entry: Entry): void => {
    if (event.shiftKey && entry !== shown) compare(session, id, shown, entry);
    else look(entry);
  };

  return (
    <section className={styles.history} aria-labelledby={heading}>
      <h3 id={heading} className={styles.heading}>
        {t("Results")}
        <span>{entries.length}</span>
      </h3>
      <div
        ref={list}
        className={styles.strip}
        role="listbox"
        aria-orientation="horizontal"
        aria-labelledby={heading}
        onKeyDown={onKeyDown}
        onPointerLeave={() => peek(null)}
        onBlur={(event) => {
          if (!event.currentTarget.contains(event.relatedTarget)) peek(null);
        }}
      >
        {entries.map((entry) => (
          <Thumb
            key={entry.fingerprint}
            entry={entry}
            isChosen={entry === shown}
            onClick={(event) => onClick(event, entry)}
            onLook={() => peek(entry)}
          />
        ))}
      </div>
      <About entry={shown} entries={entries} spec={spec} />
      <div className={styles.actions}>
        {canEdit && (
          <Button
            icon={Check}
            busy={busy}
            disabled={shown.isCurrent}
            onClick={() => void take(shown)}
          >
            {shown.isCurrent ? t("In use") : t("Use this one")}
          </Button>
        )}
        <IconButton
          icon={SquareSplitHorizontal}
          label={t("Compare with the one in use")}
          kind="secondary"
          disabled={!current?.picture || !shown.picture || shown.isCurrent}
          onClick={() => current && compare(session, id, shown, current)}
        />
        {canEdit && (
          <IconButton
            icon={ImagePlus}
            label={t("Add as a picture")}
            kind="secondary"
            disabled={!shown.picture}
            onClick={() => shown.picture && addPast(session, id, shown.picture)}
          />
        )}
      </div>
    </section>
  );
}

function entryFor(key: string, entries: readonly Entry[], shown: Entry): Entry | undefined {
  const at = entries.indexOf(shown);
  switch (key) {
    case "ArrowLeft":
      return entries[at - 1];
    case "ArrowRight":
      return entries[at + 1];
    case "Home":
      return entries[0];
    case "End":
      return entries.at(-1);
    default:
      return undefined;
  }
}

type ThumbProps = {
  entry: Entry;
  isChosen: boolean;
  onClick: (event: MouseEvent) => void;
  onLook: () => void;
};

function Thumb({ entry, isChosen, onClick, onLook }: ThumbProps) {
  const { board } = useSession();
  const { fingerprint, picture, words, count, isCurrent, past } = entry;
  const when = past ? exactTime(past.made_at) : t("Now");
  return (
    <button
      type="button"
      role="option"
      className={cx(styles.thumb, isCurrent && styles.current)}
      data-run={fingerprint}
      tabIndex={isChosen ? 0 : -1}
      aria-selected={isChosen}
      aria-label={[isCurrent && t("In use"), when, past?.person?.name].filter(Boolean).join(", ")}
      title={t("{when}. Shift-click another to compare the two.", { when })}
      onClick={onClick}
      onPointerEnter={onLook}
      onFocus={onLook}
    >
      {picture ? (
        <img
          src={assetAddress(board.id, picture.asset, 64)}
          alt=""
          loading="lazy"
          draggable={false}
        />
      ) : (
        <span className={styles.words}>{words}</span>
      )}
      {count > 1 && <span className={styles.count}>{count}</span>}
    </button>
  );
}

const MOST_TOLD = 3;

function About({
  entry,
  entries,
  spec,
}: {
  entry: Entry;
  entries: readonly Entry[];
  spec: NodeSpec;
}) {
  const now = useNow();
  const { past, odd } = entry;
  const before = entries[entries.indexOf(entry) + 1]?.past;
  const told = past && before ? differences(past, before, spec) : [];
  const rest = told.length - MOST_TOLD;
  return (
    <div className={styles.about} aria-live="polite">
      <p>
        {past ? (
          <span title={exactTime(past.made_at)}>{ago(past.made_at, now)}</span>
        ) : (
          t("just now")
        )}
        {past?.person && ` · ${past.person.name}`}
        {odd.length > 0 && ` · ${odd.map(inShort).join(" · ")}`}
      </p>
      {told.length > 0 && (
        <ul>
          {told.slice(0, MOST_TOLD).map((difference) => (
            <li key={difference}>{difference}</li>
          ))}
          {rest > 0 && <li>{t("and {count} more", { count: rest })}</li>}
        </ul>
      )}
    </div>
  );
}

/** The older one on the left. */
function compare(
  session: ReturnType<typeof useSession>,
  id: string,
  one: Entry,
  other: Entry,
): void {
  const sides = [one, other]
    .sort((a, b) => madeAt(a) - madeAt(b))
    .map((entry) => sideOf(id, entry));
  const [left, right] = sides;
  if (left !== undefined && left !== null && right !== undefined && right !== null) {
    session.ui.compare.set([left, right]);
  }
}

function madeAt({ past }: Entry): number {
  return past?.made_at ?? Number.MAX_SAFE_INTEGER;
}

function sideOf(id: string, { picture, past, isCurrent }: Entry): Compared | null {
  if (isCurrent) return id;
  const title = past ? exactTime(past.made_at) : t("Earlier");
  return picture && { title, picture };
}
