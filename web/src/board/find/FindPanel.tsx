/** Finds items by their words: what answers is marked on the board, Enter goes from one to the next. */
import { ViewportPortal } from "@xyflow/react";
import { ChevronDown, ChevronUp, Eye, X } from "lucide-react";
import {
  useEffect,
  useLayoutEffect,
  useMemo,
  useReducer,
  useRef,
  useState,
  type KeyboardEvent,
} from "react";
import { boxOf } from "../../canvas/place";
import { select, show } from "../../commands/actions";
import { isMac, matches } from "../../commands/shortcut";
import { titleOf } from "../../doc/catalog";
import { t } from "../../i18n/i18n";
import { Button, IconButton } from "../../ui/Button";
import { cx } from "../../ui/cx";
import { useSession } from "../context";
import type { Session } from "../session";
import styles from "./FindPanel.module.css";
import { found } from "./match";

export default function FindPanel() {
  const session = useSession();
  const { ui } = session;
  const field = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState("");
  const [current, setCurrent] = useState<string | null>(null);
  const ids = useFound(typed);
  const at = current === null ? -1 : ids.indexOf(current);
  const isHidden = current !== null && session.view.node(current)?.hidden === true;

  const go = (step: 1 | -1): void => {
    const next = at < 0 && step < 0 ? ids.length - 1 : (at + step + ids.length) % ids.length;
    const id = ids[next];
    if (id === undefined) return;
    setCurrent(id);
    goTo(session, id);
  };
  const close = (): void => {
    ui.find.set(false);
    // The keys go on from what was found.
    if (current !== null && !isHidden) ui.canvas.get()?.focus(current);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === "Enter") go(event.shiftKey ? -1 : 1);
    else if (event.key === "Escape") close();
    else if (matches("Mod+F", event, isMac())) field.current?.select();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  useLayoutEffect(() => field.current?.focus(), []);

  return (
    <>
      <search className={styles.panel} aria-label={t("Find on the board")} onKeyDown={onKeyDown}>
        <input
          ref={field}
          className={styles.field}
          aria-label={t("Find on the board")}
          placeholder={t("Find titles and words")}
          value={typed}
          onChange={(event) => {
            setTyped(event.target.value);
            setCurrent(null);
          }}
        />
        <span className={styles.count} role="status">
          {typed.trim() === "" ? "" : said(at, ids.length)}
          {isHidden && t(", hidden")}
        </span>
        {isHidden && session.canEdit && (
          <Button icon={Eye} onClick={() => show(session, [current])}>
            {t("Show")}
          </Button>
        )}
        <IconButton icon={ChevronUp} label={t("Previous")} onClick={() => go(-1)} />
        <IconButton icon={ChevronDown} label={t("Next")} onClick={() => go(1)} />
        <IconButton icon={X} label={t("Close")} onClick={close} />
      </search>
      <Marks ids={ids} />
    </>
  );
}

/** What is hidden cannot be selected, but its place can be looked at. */
function goTo(session: Session, id: string): void {
  const canvas = session.ui.canvas.get();
  const box = session.view.node(id)?.hidden === true ? boxOf(session, id) : null;
  select(session, box ? [] : [id]);
  if (box) canvas?.center({ x: box.x + box.w / 2, y: box.y + box.h / 2 });
  else canvas?.fit([id]);
}

function said(at: number, count: number): string {
  if (count === 0) return t("Nothing found");
  return at < 0 ? t("{count} found", { count }) : t("{place} of {count}", { place: at + 1, count });
}

/** Follows the board while it is edited. */
function useFound(typed: string): readonly string[] {
  const { view, catalog } = useSession();
  const [edition, tick] = useReducer((count: number) => count + 1, 0);
  useEffect(() => view.subscribe("all", tick), [view]);
  return useMemo(
    () => found(view.all(), catalog, typed),
    // eslint-disable-next-line react-hooks/exhaustive-deps -- the board is another at each edition
    [view, catalog, typed, edition],
  );
}

function Marks({ ids }: { ids: readonly string[] }) {
  const session = useSession();
  return (
    <ViewportPortal>
      {ids.map((id) => {
        const box = boxOf(session, id);
        const item = session.view.node(id);
        if (!box || !item) return null;
        const place = { left: box.x, top: box.y, width: box.w, height: box.h };
        return (
          <span
            key={id}
            className={cx(styles.mark, item.hidden && styles.hidden)}
            data-found={id}
            style={place}
          >
            {item.hidden && t("{title}, hidden", { title: titleOf(item, session.catalog) })}
          </span>
        );
      })}
    </ViewportPortal>
  );
}
