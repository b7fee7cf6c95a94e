/** A colour in a row: its swatch, which opens the picker, and its digits. */
import { Popover } from "radix-ui";
import { useId, useState } from "react";
import { parseHex } from "./color";
import styles from "./ColorField.module.css";
import { ColorPicker, type ChangeColor } from "./ColorPicker";
import { cx } from "./cx";
import field from "./field.module.css";

export type ColorFieldProps = {
  label: string;
  /** `#rrggbb`. */
  value: string;
  onChange: ChangeColor;
  disabled?: boolean;
  hint?: string | undefined;
};

export type ColorSwatchProps = Omit<ColorFieldProps, "hint"> & { className?: string };

/** The swatch alone: a button that opens the picker. */
export function ColorSwatch({ label, value, onChange, disabled, className }: ColorSwatchProps) {
  return (
    <Popover.Root>
      <Popover.Trigger
        className={cx(styles.swatch, className)}
        style={{ background: value }}
        aria-label={`Pick ${label.toLowerCase()}`}
        disabled={disabled}
      />
      <Popover.Portal>
        <Popover.Content
          className={cx("nodrag nopan nowheel", styles.popover)}
          sideOffset={6}
          collisionPadding={8}
          aria-label={label}
        >
          <ColorPicker value={value} onChange={onChange} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

export function ColorField({ label, value, onChange, disabled = false, hint }: ColorFieldProps) {
  const id = useId();
  const [draft, setDraft] = useState<string | null>(null);
  const [wrong, setWrong] = useState(false);

  function settle() {
    setDraft(null);
    setWrong(false);
  }

  function commit() {
    if (draft === null) return;
    const color = parseHex(draft);
    if (color === null) {
      setWrong(true);
      return;
    }
    settle();
    if (color !== value) onChange(color);
  }

  return (
    <div className={field.row}>
      <label htmlFor={id} className={field.rowLabel} title={hint}>
        {label}
      </label>
      <div
        className={cx(field.box, styles.box, wrong && field.wrong)}
        data-disabled={disabled ? "" : undefined}
      >
        <ColorSwatch label={label} value={value} onChange={onChange} disabled={disabled} />
        <input
          id={id}
          className={styles.input}
          autoComplete="off"
          spellCheck={false}
          disabled={disabled}
          value={draft ?? value}
          aria-invalid={wrong || undefined}
          aria-describedby={wrong ? `${id}-problem` : undefined}
          onChange={(event) => {
            setDraft(event.target.value);
            setWrong(false);
          }}
          onFocus={(event) => event.target.select()}
          onBlur={commit}
          onKeyDown={(event) => {
            if (event.key === "Enter") commit();
            else if (event.key === "Escape" && draft !== null) {
              event.stopPropagation();
              settle();
            }
          }}
        />
      </div>
      {wrong && (
        <p id={`${id}-problem`} role="alert" className={field.rowError}>
          Enter a color such as #3350e0.
        </p>
      )}
    </div>
  );
}
