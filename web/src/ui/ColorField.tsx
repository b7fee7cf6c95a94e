/** A colour in a row: its swatch, which opens the picker, and its digits. */
import { useId, type ReactElement } from "react";
import { fetched, lazyPart } from "../errors/lazyPart";
import { language, t } from "../i18n/i18n";
import { parseHex } from "./color";
import styles from "./ColorField.module.css";
import type { ChangeColor } from "./ColorPicker";
import { cx } from "./cx";
import field from "./field.module.css";
import { FieldProblem } from "./FieldProblem";
import { useDraft } from "./useDraft";
import { UntilWanted } from "./UntilWanted";

/** What opens comes after the field itself. */
export const loadPopover = fetched(() => import("./ColorPopover"));
const Loaded = lazyPart(loadPopover, (parts) => parts.default);

export type ColorFieldProps = {
  label: string;
  /** `#rrggbb`. */
  value: string;
  onChange: ChangeColor;
  disabled?: boolean;
  hint?: string | undefined;
  /** Several colours stand behind it; `value` is only where the picker begins. */
  mixed?: boolean;
};

export type ColorPopoverProps = Pick<ColorFieldProps, "label" | "value" | "onChange"> & {
  /** The button that opens the picker. */
  children: ReactElement;
};

export function ColorPopover(props: ColorPopoverProps) {
  return (
    <UntilWanted button={props.children} opens="dialog" load={loadPopover}>
      <Loaded {...props} />
    </UntilWanted>
  );
}

export type ColorSwatchProps = Omit<ColorFieldProps, "hint" | "mixed"> & { className?: string };

/** The swatch alone: a button that opens the picker. */
export function ColorSwatch({ label, value, onChange, disabled, className }: ColorSwatchProps) {
  return (
    <ColorPopover label={label} value={value} onChange={onChange}>
      <button
        type="button"
        className={cx(styles.swatch, className)}
        style={{ background: value }}
        aria-label={t("Pick {color}", { color: label.toLocaleLowerCase(language) })}
        disabled={disabled}
      />
    </ColorPopover>
  );
}

export function ColorField(props: ColorFieldProps) {
  const { label, value, onChange, disabled = false, hint, mixed = false } = props;
  const id = useId();
  const { field: typed, problem } = useDraft(mixed ? "" : value, (text) => {
    const color = parseHex(text);
    if (color === null) return t("Enter a color such as #3350e0.");
    if (mixed || color !== value) onChange(color);
    return null;
  });

  return (
    <div className={field.row}>
      <label htmlFor={id} className={field.rowLabel} title={hint}>
        {label}
      </label>
      <FieldProblem id={`${id}-problem`} problem={problem}>
        <div
          className={cx(field.box, styles.box, problem !== null && field.wrong)}
          data-disabled={disabled ? "" : undefined}
        >
          <ColorSwatch label={label} value={value} onChange={onChange} disabled={disabled} />
          <input
            {...typed}
            id={id}
            className={styles.input}
            autoComplete="off"
            placeholder={mixed ? t("Mixed") : undefined}
            spellCheck={false}
            disabled={disabled}
            aria-invalid={problem !== null || undefined}
            aria-describedby={problem === null ? undefined : `${id}-problem`}
            onFocus={(event) => event.target.select()}
          />
        </div>
      </FieldProblem>
    </div>
  );
}
