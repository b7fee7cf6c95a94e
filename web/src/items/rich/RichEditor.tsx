/** A note while it is written: the words, several people's at once, and the marks to give them. */
import { useStore } from "@xyflow/react";
import { Bold, Heading1, Heading2, Italic, Link2, List, ListOrdered } from "lucide-react";
import { useEffect, useRef, useState, type KeyboardEvent, type PointerEvent } from "react";
import type * as Y from "yjs";
import { useSession } from "../../board/context";
import { isMac, matches, shortcutLabel } from "../../commands/shortcut";
import { IconButton } from "../../ui/Button";
import { cx } from "../../ui/cx";
import { safeLink, type Block } from "./lines";
import styles from "./rich.module.css";
import { RichBinding, type Around } from "./richBinding";
import type { Mark, Span } from "./write";

const MARKS: readonly { mark: Mark; label: string; icon: typeof Bold; keys: string }[] = [
  { mark: "bold", label: "Bold", icon: Bold, keys: "Mod+B" },
  { mark: "italic", label: "Italic", icon: Italic, keys: "Mod+I" },
];
const BLOCKS: readonly {
  block: NonNullable<Block>;
  label: string;
  icon: typeof Bold;
  keys: string;
}[] = [
  { block: "h1", label: "Heading", icon: Heading1, keys: "Mod+Alt+1" },
  { block: "h2", label: "Small heading", icon: Heading2, keys: "Mod+Alt+2" },
  { block: "bullet", label: "List", icon: List, keys: "Mod+Shift+8" },
  { block: "ordered", label: "Numbered list", icon: ListOrdered, keys: "Mod+Shift+7" },
];
const LINK_KEYS = "Mod+K";

export type RichEditorProps = { id: string; text: Y.Text; onDone: () => void };

export default function RichEditor({ id, text, onDone }: RichEditorProps) {
  const { edits, presence } = useSession();
  const host = useRef<HTMLDivElement>(null);
  const binding = useRef<RichBinding>(null);
  const [around, setAround] = useState<Around | null>(null);
  /** Of which words the address is asked. */
  const [linked, setLinked] = useState<Span | null>(null);
  const zoom = useStore((state) => state.transform[2]);

  useEffect(() => {
    if (!host.current) return undefined;
    const made = new RichBinding(
      host.current,
      text,
      (shared, change) => edits.typeText(shared, change),
      () => setAround(made.around),
    );
    binding.current = made;
    made.focusEnd();
    presence.say({ activity: { type: "editing", node: id } });
    return () => {
      made.dispose();
      presence.say({ activity: { type: "viewing" } });
    };
  }, [id, text, edits, presence]);

  const askLink = (): void => {
    const span = binding.current?.around.span;
    if (span && span.to > span.from) setLinked(span);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const is = (keys: string): boolean => matches(keys, event.nativeEvent, isMac());
    const mark = MARKS.find(({ keys }) => is(keys))?.mark;
    const block = BLOCKS.find(({ keys }) => is(keys))?.block;
    if (mark) binding.current?.mark(mark);
    else if (block) binding.current?.block(block);
    else if (is(LINK_KEYS)) askLink();
    else if (event.key === "Escape") host.current?.blur();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const keepFocus = (event: PointerEvent): void => {
    if (!(event.target instanceof HTMLInputElement)) event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div
      className="nodrag nopan nowheel"
      style={{ height: "100%" }}
      onDoubleClick={(event) => event.stopPropagation()}
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) onDone();
      }}
    >
      <div
        className={styles.bar}
        role="toolbar"
        aria-label="Text"
        style={{ transform: `translateY(${-8 / zoom}px) scale(${1 / zoom})` }}
        onPointerDown={keepFocus}
        onMouseDown={(event) => {
          if (!(event.target instanceof HTMLInputElement)) event.preventDefault();
        }}
      >
        {linked ? (
          <Address
            onDone={(address) => {
              setLinked(null);
              if (address === undefined) host.current?.focus({ preventScroll: true });
              else binding.current?.link(linked, address);
            }}
          />
        ) : (
          <>
            {MARKS.map(({ mark, label, icon, keys }) => (
              <IconButton
                key={mark}
                icon={icon}
                label={label}
                shortcut={shortcutLabel(keys)}
                active={around?.marks[mark] ?? false}
                onClick={() => binding.current?.mark(mark)}
              />
            ))}
            {BLOCKS.map(({ block, label, icon, keys }) => (
              <IconButton
                key={block}
                icon={icon}
                label={label}
                shortcut={shortcutLabel(keys)}
                active={around?.line.block === block}
                onClick={() => binding.current?.block(block)}
              />
            ))}
            <IconButton
              icon={Link2}
              label="Link"
              shortcut={shortcutLabel(LINK_KEYS)}
              active={around !== null && around.marks.link !== null}
              disabled={around === null || around.span.from === around.span.to}
              onClick={askLink}
            />
          </>
        )}
      </div>
      <div
        ref={host}
        className={cx(styles.rich, styles.editing)}
        contentEditable
        suppressContentEditableWarning
        role="textbox"
        aria-multiline
        aria-label="Text of the note"
        data-shared-text=""
        data-empty={text.length === 0 ? "" : undefined}
        spellCheck={false}
        onKeyDown={onKeyDown}
      />
    </div>
  );
}

/** Undefined when it was given up, null to take a link away. */
function Address({ onDone }: { onDone: (address: string | null | undefined) => void }) {
  return (
    <input
      className={styles.address}
      autoFocus
      placeholder="Paste an address, or leave it empty"
      aria-label="Address of the link"
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
