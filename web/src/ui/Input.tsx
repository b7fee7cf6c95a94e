/** One-line text: bare (`Input`), or with its label, hint and error (`TextField`). */
import { useId, type ComponentProps, type ReactNode } from "react";
import { cx } from "./cx";
import field from "./field.module.css";

export type InputProps = ComponentProps<"input"> & { wrong?: boolean; large?: boolean };

export function Input({ wrong = false, large = false, className, ...rest }: InputProps) {
  return (
    <input
      autoComplete="off"
      {...rest}
      aria-invalid={wrong || undefined}
      className={cx(field.box, wrong && field.wrong, large && field.large, className)}
    />
  );
}

export type TextFieldProps = Omit<InputProps, "wrong"> & {
  label: string;
  error?: string | null;
  hint?: ReactNode;
  /** Stands at the end of the field's line, such as a button that shows the password. */
  after?: ReactNode;
};

export function TextField({ label, error = null, hint, after, ...rest }: TextFieldProps) {
  const id = useId();
  const note = error ?? hint;
  return (
    <div className={field.field}>
      <label className={field.label} htmlFor={id}>
        {label}
      </label>
      <div style={{ display: "flex", gap: 6 }}>
        <Input
          {...rest}
          id={id}
          wrong={error !== null}
          aria-describedby={note === undefined ? undefined : `${id}-note`}
        />
        {after}
      </div>
      {note !== undefined && (
        <p
          id={`${id}-note`}
          className={error === null ? field.hint : field.error}
          role={error === null ? undefined : "alert"}
        >
          {note}
        </p>
      )}
    </div>
  );
}
