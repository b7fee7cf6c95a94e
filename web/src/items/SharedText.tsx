/** A text field that several people type in at once. */
import { useEffect, useRef } from "react";
import type * as Y from "yjs";
import { useSession } from "../board/context";
import { cx } from "../ui/cx";
import { bindText } from "./textBinding";
import styles from "./SharedText.module.css";

export type SharedTextProps = {
  text: Y.Text;
  multiline?: boolean;
  placeholder?: string;
  disabled?: boolean;
  ariaLabel: string;
  className?: string | undefined;
  autoFocus?: boolean;
  onBlur?: () => void;
};

export function SharedText(props: SharedTextProps) {
  const { text, multiline = true, placeholder, disabled = false, ariaLabel } = props;
  const { className, autoFocus = false, onBlur } = props;
  const { edits } = useSession();
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    const element = field.current;
    if (!element) return;
    const release = bindText(element, text, (shared, change) => edits.typeText(shared, change));
    if (autoFocus) {
      element.focus({ preventScroll: true });
      element.setSelectionRange(element.value.length, element.value.length);
    }
    return release;
  }, [text, edits, autoFocus]);
  return (
    <textarea
      ref={field}
      className={cx("nodrag nopan nowheel", styles.field, className)}
      rows={multiline ? 3 : 1}
      placeholder={placeholder}
      readOnly={disabled}
      aria-label={ariaLabel}
      data-shared-text=""
      spellCheck={false}
      onBlur={onBlur}
      onKeyDown={(event) => {
        if (event.key === "Escape") event.currentTarget.blur();
        if (!multiline && event.key === "Enter") event.preventDefault();
      }}
    />
  );
}
