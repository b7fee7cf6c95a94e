/** A name changed in place: Enter or leaving keeps it, Escape does not. */
import { useLayoutEffect, useRef } from "react";
import { cx } from "../ui/cx";
import styles from "./NameField.module.css";

export type NameFieldProps = {
  value: string;
  label: string;
  onDone: (name: string | null) => void;
  className?: string | undefined;
};

export function NameField({ value, label, onDone, className }: NameFieldProps) {
  const field = useRef<HTMLInputElement>(null);
  const done = useRef(false);
  useLayoutEffect(() => {
    field.current?.focus();
    field.current?.select();
  }, []);
  const finish = (name: string | null): void => {
    if (done.current) return;
    done.current = true;
    onDone(name);
  };
  return (
    <input
      ref={field}
      className={cx("nodrag", styles.field, className)}
      aria-label={label}
      defaultValue={value}
      data-committed={value}
      maxLength={200}
      onBlur={(event) => finish(event.currentTarget.value.trim())}
      onKeyDown={(event) => {
        if (event.key !== "Enter" && event.key !== "Escape") return;
        event.stopPropagation();
        finish(event.key === "Enter" ? event.currentTarget.value.trim() : null);
      }}
    />
  );
}
