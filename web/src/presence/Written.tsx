/**
 * Around a field of an item: tells the others who writes in it, and shows who else does, in their
 * colour and with their name, and in a shared text where.
 *
 * The field itself is drawn once and stays; only what is around it is drawn anew.
 */
import { lazy, Suspense, useRef, type FocusEvent, type ReactNode } from "react";
import type * as Y from "yjs";
import { useSession } from "../board/context";
import { isEditable } from "../commands/editable";
import { inkOn } from "../ui/color";
import { namesOf, useEditors } from "./useEditors";
import type { Presence } from "./presence";
import styles from "./Written.module.css";

/** Nobody else writes before the board is there. */
const Carets = lazy(() => import("./Carets"));

export type WrittenProps = {
  node: string;
  field: string;
  /** Where several write at once. */
  text?: Y.Text | undefined;
  children: ReactNode;
};

export function Written({ node, field, text, children }: WrittenProps) {
  const { presence } = useSession();
  const root = useRef<HTMLDivElement>(null);
  const writers = useEditors(node).filter((editor) => editor.field === field);
  const [first] = writers;
  const say = (target: EventTarget): void => {
    if (!isEditable(target)) return;
    if (!text) presence.say({ activity: { type: "editing", node, field } });
    if (text && target instanceof HTMLTextAreaElement) {
      void sayCaret(presence, node, field, text, target);
    }
  };
  const onBlur = (event: FocusEvent): void => {
    if (root.current?.contains(event.relatedTarget) === true) return;
    presence.say({ activity: { type: "viewing" } });
  };
  return (
    <div
      ref={root}
      className={styles.written}
      onFocus={(event) => say(event.target)}
      onSelect={(event) => {
        if (text && event.target === document.activeElement) say(event.target);
      }}
      onBlur={onBlur}
    >
      {children}
      {first && (
        <span className={styles.outline} style={{ borderColor: first.person.color }} data-chrome="">
          <span
            className={styles.who}
            style={{ background: first.person.color, color: inkOn(first.person.color) }}
          >
            {namesOf(writers)}
          </span>
        </span>
      )}
      {first && text && (
        <Suspense>
          <Carets node={node} field={field} text={text} />
        </Suspense>
      )}
    </div>
  );
}

/** Where in the text one writes: told as well once that can be said. */
async function sayCaret(
  presence: Presence,
  node: string,
  field: string,
  text: Y.Text,
  area: HTMLTextAreaElement,
): Promise<void> {
  const { caretOf } = await import("./carets");
  if (area !== document.activeElement) return;
  const caret = caretOf(text, selectionOf(area));
  presence.say({ activity: { type: "editing", node, field, caret } });
}

function selectionOf({ selectionStart, selectionEnd, selectionDirection }: HTMLTextAreaElement) {
  return selectionDirection === "backward"
    ? { anchor: selectionEnd, head: selectionStart }
    : { anchor: selectionStart, head: selectionEnd };
}
