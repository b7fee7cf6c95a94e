/** A number in a row: typed, stepped with the arrows, or scrubbed by dragging its label. */
import { useId, useState, type KeyboardEvent, type ReactNode } from "react";
import { cx } from "./cx";
import field from "./field.module.css";
import styles from "./NumberField.module.css";
import { formatNumber, naturalStep, readNumber, tidy, type NumberLimits } from "./number";
import { useScrub, type ChangeNumber } from "./useScrub";

export type NumberFieldProps = NumberLimits & {
  label: string;
  value: number;
  onChange: ChangeNumber;
  step?: number | undefined;
  unit?: string | undefined;
  hint?: string | undefined;
  disabled?: boolean | undefined;
  /** Stands before the box, such as a slider. */
  before?: ReactNode;
  /** Stands after the box, such as a dice. */
  after?: ReactNode;
};

export function NumberField(props: NumberFieldProps) {
  const { label, value, onChange, unit, hint, disabled = false, before, after } = props;
  const limits: NumberLimits = { min: props.min, max: props.max, integer: props.integer };
  const step = props.step ?? naturalStep(limits);
  const id = useId();
  // Text being typed; null while the field shows the value.
  const [draft, setDraft] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const scrub = useScrub(value, step, limits, onChange);

  function settle() {
    setDraft(null);
    setProblem(null);
  }

  function commit() {
    if (draft === null) return;
    const read = readNumber(draft, limits);
    if ("problem" in read) {
      setProblem(read.problem);
      return;
    }
    settle();
    if (read.value !== value) onChange(read.value);
  }

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
    else if (event.key === "Enter") commit();
    else if (event.key === "Escape" && draft !== null) {
      event.stopPropagation();
      settle();
    }
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
        <div
          className={cx(field.box, styles.box, problem !== null && field.wrong)}
          data-disabled={disabled ? "" : undefined}
        >
          <input
            id={id}
            className={styles.input}
            inputMode={limits.integer === true && (limits.min ?? -1) >= 0 ? "numeric" : "decimal"}
            autoComplete="off"
            disabled={disabled}
            value={draft ?? formatNumber(value)}
            aria-invalid={problem !== null || undefined}
            aria-describedby={problem === null ? undefined : `${id}-problem`}
            onChange={(event) => {
              setDraft(event.target.value);
              setProblem(null);
            }}
            onFocus={(event) => event.target.select()}
            onBlur={commit}
            onKeyDown={onKeyDown}
          />
          {unit !== undefined && <span className={styles.unit}>{unit}</span>}
        </div>
        {after}
      </div>
      {problem !== null && (
        <p id={`${id}-problem`} role="alert" className={field.rowError}>
          {problem}
        </p>
      )}
    </div>
  );
}
