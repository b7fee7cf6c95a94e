/**
 * Changing the order of one's own jobs: by dragging a grip, or with the arrow keys on it.
 *
 * While a hand moves, only the row is drawn elsewhere; the order changes when it is let go.
 */
import { useLayoutEffect, useRef, useState, type KeyboardEvent, type PointerEvent } from "react";
import type { Job, JobId } from "../api/types";
import { t } from "../i18n/i18n";

type Drag = {
  readonly job: JobId;
  readonly fromY: number;
  readonly dy: number;
  /** The job it would stand before; null is the end, undefined where it is. */
  readonly before: JobId | null | undefined;
};

export type Reorder = {
  readonly drag: Drag | null;
  /** What has happened, for those who do not see it. */
  readonly said: string;
  /** On which side of a row the dragged one would come to stand. */
  readonly markAt: (job: JobId) => "before" | "after" | null;
  readonly grip: (job: Job) => {
    onKeyDown: (event: KeyboardEvent<HTMLElement>) => void;
    onPointerDown: (event: PointerEvent<HTMLElement>) => void;
    onPointerMove: (event: PointerEvent<HTMLElement>) => void;
    onPointerUp: () => void;
    onPointerCancel: () => void;
  };
};

export function useReorder(
  jobs: readonly Job[],
  move: (job: JobId, before: JobId | null) => void,
): Reorder {
  const [drag, setDrag] = useState<Drag | null>(null);
  /** As the hand has it by now: a move may be let go before it was drawn. */
  const held = useRef<Drag | null>(null);
  const hold = (next: Drag | null): void => {
    held.current = next;
    setDrag(next);
  };
  const [said, setSaid] = useState("");
  const kept = useRef<HTMLElement | null>(null);
  const own = jobs.filter(({ can }) => can.move).map(({ id }) => id);

  // A row that changes its place in the list loses the focus to it.
  useLayoutEffect(() => {
    if (kept.current && document.activeElement !== kept.current) kept.current.focus();
    kept.current = null;
  });

  const moveTo = (job: JobId, at: number): void => {
    const rest = own.filter((id) => id !== job);
    move(job, rest[at] ?? null);
    setSaid(t("Moved to place {place} of {count}.", { place: at + 1, count: own.length }));
  };

  return {
    drag,
    said,
    markAt: (job) => {
      if (drag?.before === undefined) return null;
      if (drag.before !== null) return drag.before === job ? "before" : null;
      return own.filter((id) => id !== drag.job).at(-1) === job ? "after" : null;
    },
    grip: (job) => ({
      onKeyDown: (event) => {
        const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
        if (by === undefined) return;
        event.preventDefault();
        const at = own.indexOf(job.id) + by;
        if (at < 0 || at >= own.length) return;
        kept.current = event.currentTarget;
        moveTo(job.id, at);
      },
      onPointerDown: (event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        hold({ job: job.id, fromY: event.clientY, dy: 0, before: undefined });
      },
      onPointerMove: (event) => {
        const now = held.current;
        if (!now) return;
        const list = event.currentTarget.closest("ol");
        const before = list ? targetAt(list, own, now.job, event.clientY) : undefined;
        hold({ ...now, dy: event.clientY - now.fromY, before });
      },
      onPointerUp: () => {
        const now = held.current;
        hold(null);
        if (now?.before === undefined) return;
        const rest = own.filter((id) => id !== now.job);
        moveTo(now.job, now.before === null ? rest.length : rest.indexOf(now.before));
      },
      onPointerCancel: () => hold(null),
    }),
  };
}

/** The job of one's own that a row let go at a height would stand before. */
function targetAt(
  list: Element,
  own: readonly JobId[],
  job: JobId,
  y: number,
): JobId | null | undefined {
  const middles = own
    .filter((id) => id !== job)
    .map((id) => ({ id, y: middleOf(list, id) }))
    .filter((place) => place.y !== null);
  const before = middles.find((place) => place.y !== null && y < place.y)?.id ?? null;
  const now = own[own.indexOf(job) + 1] ?? null;
  return before === now ? undefined : before;
}

function middleOf(list: Element, id: JobId): number | null {
  const row = list.querySelector(`[data-job="${CSS.escape(id)}"]`);
  if (!row) return null;
  const { top, height } = row.getBoundingClientRect();
  return top + height / 2;
}
