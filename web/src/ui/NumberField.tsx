/** A number in a row: typed, stepped with the arrows, or scrubbed by dragging its label. */
import { useId, type KeyboardEvent, type ReactNode } from "react";
import { t } from "../i18n/i18n";
import { cx } from "./cx";
import field from "./field.module.css";
import { FieldProblem } from "./FieldProblem";
import styles from "./NumberField.module.css";
import { formatNumber, naturalStep, readNumber, tidy, type NumberLimits } from "./number";
import { useDraft } from "./useDraft";
import { useScrub, type ChangeNumber } from "./useScrub";

export type NumberFieldProps = NumberLimits & {
  label: string;
  value: number;
  onChange: ChangeNumber;
  step?: number | undefined;
  unit?: string | undefined;
  hint?: string | undefined;
  disabled?: boolean | undefined;
  /** Several values stand behind it; `value` is only where stepping begins. */
  mixed?: boolean | undefined;
  /** What stands for it while it is empty, which `onClear` makes it; `value` is where stepping begins. */
  open?: { isEmpty: boolean; words: string; onClear: () => void } | undefined;
  /** Stands before the box, such as a slider. */
  before?: ReactNode;
  /** Stands after the box, such as a dice. */
  after?: ReactNode;
};

export function NumberField(props: NumberFieldProps) {
  const { label, value, onChange, unit, hint, before, after } = props;
  const { disabled = false, mixed = false, open } = props;
  const isBlank = mixed || open?.isEmpty === true;
  const { min, max, integer, multiple } = props;
  const limits: NumberLimits = { min, max, integer, multiple };
  const step = props.step ?? naturalStep(limits);
  const id = useId();
  const scrub = useScrub(value, step, limits, onChange);
  const typed = useDraft(isBlank ? "" : formatNumber(value), (text) => {
    if (open !== undefined && text.trim() === "") {
      open.onClear();
      return null;
    }
    const read = readNumber(text, limits);
    if ("problem" in read) return read.problem;
    if (isBlank || read.value !== value) onChange(read.value);
    return null;
  });
  const { draft, problem, settle } = typed;

  function stepBy(direction: 1 | -1, event: KeyboardEvent) {
    event.preventDefault();
    const read = draft === null ? { value } : readNumber(draft, limits);
    const from = "value" in read ? read.value : value;
    const pace = event.shiftKey ? 10 : event.altKey && limits.integer !== true ? 0.1 : 1;
    settle();
    onChange(tidy(from + direction * step * pace, limits));
  }

  function onKeyDown(event: KeyboardEvent<HTMLInputElement>) {
    if (event.key === "ArrowUp") stepBy(1, event);
    else if (event.key === "ArrowDown") stepBy(-1, event);
    else typed.field.onKeyDown(event);
  }

  return (
    <div className={field.row}>
      <label
        htmlFor={id}
        className={cx(field.rowLabel, !disabled && styles.scrub)}
        title={hint}
        {...(disabled ? {} : scrub)}
      >
        {label}
      </label>
      <div className={cx(styles.controls, before !== undefined && styles.withSlider)}>
        {before}
        <FieldProblem id={`${id}-problem`} problem={problem}>
          <div
            className={cx(field.box, styles.box, problem !== null && field.wrong)}
            data-disabled={disabled ? "" : undefined}
          >
            <input
              {...typed.field}
              id={id}
              className={styles.input}
              inputMode={limits.integer === true && (limits.min ?? -1) >= 0 ? "numeric" : "decimal"}
              autoComplete="off"
              placeholder={mixed ? t("Mixed") : open?.words}
              disabled={disabled}
              aria-invalid={problem !== null || undefined}
              aria-describedby={problem === null ? undefined : `${id}-problem`}
              onFocus={(event) => event.target.select()}
              onKeyDown={onKeyDown}
            />
            {unit !== undefined && <span className={styles.unit}>{unit}</span>}
          </div>
        </FieldProblem>
        {after}
      </div>
    </div>
  );
}
