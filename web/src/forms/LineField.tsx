/** One line of text in a row; kept when the field is left or Enter is pressed. */
import { useId, useState } from "react";
import { Input } from "../ui/Input";
import rows from "../ui/field.module.css";

export type LineFieldProps = {
  label: string;
  hint: string | undefined;
  value: string;
  onChange: (value: string) => void;
  disabled: boolean;
};

export function LineField({ label, hint, value, onChange, disabled }: LineFieldProps) {
  const id = useId();
  const [draft, setDraft] = useState<string | null>(null);

  function commit() {
    if (draft !== null && draft !== value) onChange(draft);
    setDraft(null);
  }

  return (
    <div className={rows.row}>
      <label htmlFor={id} className={rows.rowLabel} title={hint}>
        {label}
      </label>
      <Input
        id={id}
        disabled={disabled}
        value={draft ?? value}
        onChange={(event) => setDraft(event.target.value)}
        onBlur={commit}
        onKeyDown={(event) => {
          if (event.key === "Enter") commit();
          else if (event.key === "Escape" && draft !== null) {
            event.stopPropagation();
            setDraft(null);
          }
        }}
      />
    </div>
  );
}
