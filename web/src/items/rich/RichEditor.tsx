/** A note while it is written: the words, several people's at once, and the marks to give them. */
import { useStore } from "@xyflow/react";
import {
  Bold,
  Code,
  Heading1,
  Heading2,
  Italic,
  Link2,
  List,
  ListOrdered,
  Strikethrough,
  type LucideIcon,
} from "lucide-react";
import { useEffect, useLayoutEffect, useRef, useState, type PointerEvent } from "react";
import type * as Y from "yjs";
import { useSession } from "../../board/context";
import { shortcutLabel } from "../../commands/shortcut";
import { WRITE } from "../../commands/write";
import { t } from "../../i18n/i18n";
import { safeLink } from "../../panels/safeLink";
import { caretOf, rangeOf } from "../../presence/carets";
import Carets from "../../presence/Carets";
import type { Caret } from "../../presence/peers";
import { useEditors } from "../../presence/useEditors";
import { IconButton } from "../../ui/Button";
import { cx } from "../../ui/cx";
import { opsOfHtml } from "./paste";
import styles from "./editor.module.css";
import rich from "./rich.module.css";
import { RichBinding } from "./richBinding";
import type { Around } from "./writer";

const ICONS: Readonly<Record<string, LucideIcon>> = {
  "mark-bold": Bold,
  "mark-italic": Italic,
  "mark-strike": Strikethrough,
  "mark-code": Code,
  "mark-link": Link2,
  "line-heading": Heading1,
  "line-small-heading": Heading2,
  "line-list": List,
  "line-numbers": ListOrdered,
};

export type RichEditorProps = { id: string; text: Y.Text; onDone: () => void };

export default function RichEditor({ id, text, onDone }: RichEditorProps) {
  const { edits, presence, ui } = useSession();
  const host = useRef<HTMLDivElement>(null);
  const binding = useRef<RichBinding>(null);
  const [around, setAround] = useState<Around | null>(null);
  /** Of which words the address is asked, wherever others move them meanwhile. */
  const [linked, setLinked] = useState<Caret | null>(null);
  const isShared = useEditors(id).some(({ field }) => field === "text");

  useLayoutEffect(() => {
    if (!host.current) return undefined;
    const made = new RichBinding(
      host.current,
      text,
      {
        type: (shared, change, part) => edits.typeText(shared, change, part),
        format: (shared, change) => edits.formatText(shared, change),
      },
      ({ around: here, range }) => {
        setAround(here);
        const caret = caretOf(text, range);
        presence.say({ activity: { type: "editing", node: id, field: "text", caret } });
      },
      opsOfHtml,
    );
    binding.current = made;
    made.focusEnd();
    ui.writing.set({
      mark: (mark) => made.mark(mark),
      block: (block) => made.block(block),
      askLink: () => {
        const { from, to } = made.around.span;
        if (to > from) setLinked(caretOf(text, { anchor: from, head: to }));
      },
    });
    return () => {
      ui.writing.set(null);
      made.dispose();
      presence.say({ activity: { type: "viewing" } });
    };
  }, [id, text, edits, presence, ui]);

  return (
    <div
      className={cx("nodrag nopan nowheel", styles.editor)}
      onDoubleClick={(event) => event.stopPropagation()}
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) onDone();
      }}
    >
      <Bar>
        {linked ? (
          <Address
            onDone={(address) => {
              setLinked(null);
              const range = rangeOf(text, linked);
              if (address === undefined || !range) host.current?.focus({ preventScroll: true });
              else binding.current?.link({ from: range.anchor, to: range.head }, address);
            }}
          />
        ) : (
          <Marks around={around} />
        )}
      </Bar>
      <div
        ref={host}
        className={cx(rich.rich, styles.editing)}
        contentEditable
        suppressContentEditableWarning
        role="textbox"
        aria-multiline
        aria-label={t("Text of the note")}
        data-shared-text=""
        data-empty={text.length === 0 ? t("Write something") : undefined}
        spellCheck={false}
        onKeyDown={(event) => {
          if (event.key !== "Escape") return;
          event.preventDefault();
          event.stopPropagation();
          // The keyboard goes on from the note itself.
          event.currentTarget.closest<HTMLElement>(".react-flow__node")?.focus();
        }}
      />
      {isShared && <Carets node={id} field="text" text={text} />}
    </div>
  );
}

/** As large at every zoom. A press on it leaves the caret where it is. */
function Bar({ children }: { children: React.ReactNode }) {
  const zoom = useStore((state) => state.transform[2]);
  const bar = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const note = bar.current?.closest<HTMLElement>(".react-flow__node");
    if (!note) return undefined;
    note.dataset.written = "";
    return () => {
      delete note.dataset.written;
    };
  }, []);
  const keepFocus = (event: PointerEvent | React.MouseEvent): void => {
    if (!(event.target instanceof HTMLInputElement)) event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div
      ref={bar}
      className={styles.bar}
      role="toolbar"
      aria-label={t("Text")}
      style={{ transform: `translateY(${-8 / zoom}px) scale(${1 / zoom})` }}
      onPointerDown={keepFocus}
      onMouseDown={keepFocus}
    >
      {children}
    </div>
  );
}

function Marks({ around }: { around: Around | null }) {
  const session = useSession();
  const isOn = (id: string): boolean => {
    if (!around) return false;
    const { marks, line } = around;
    return (
      {
        "mark-bold": marks.bold,
        "mark-italic": marks.italic,
        "mark-strike": marks.strike,
        "mark-code": marks.code,
        "mark-link": marks.link !== null,
        "line-heading": line.block === "h1",
        "line-small-heading": line.block === "h2",
        "line-list": line.block === "bullet",
        "line-numbers": line.block === "ordered",
      }[id] ?? false
    );
  };
  return WRITE.map(({ id, title, shortcut, run }) => {
    const icon = ICONS[id];
    return (
      icon && (
        <IconButton
          key={id}
          icon={icon}
          label={t(title)}
          shortcut={shortcutLabel(shortcut?.[0] ?? "")}
          tooltipSide="top"
          active={isOn(id)}
          disabled={id === "mark-link" && around?.span.from === around?.span.to}
          onClick={() => run(session)}
        />
      )
    );
  });
}

/** Undefined when it was given up, null to take a link away. */
function Address({ onDone }: { onDone: (address: string | null | undefined) => void }) {
  return (
    <input
      className={styles.address}
      autoFocus
      placeholder={t("Paste an address, or leave it empty")}
      aria-label={t("Address of the link")}
      onKeyDown={(event) => {
        event.stopPropagation();
        const typed = event.currentTarget.value.trim();
        const address = /^[a-z]+:/i.test(typed) ? typed : `https://${typed}`;
        if (event.key === "Escape") onDone(undefined);
        else if (event.key === "Enter") onDone(typed === "" ? null : (safeLink(address) ?? null));
      }}
    />
  );
}
