/** One line of text in a row; kept when the field is left or Enter is pressed. */
import { useId } from "react";
import { Input } from "../ui/Input";
import { useDraft } from "../ui/useDraft";
import rows from "../ui/field.module.css";

export type LineFieldProps = {
  label: string;
  hint: string | undefined;
  value: string;
  onChange: (value: string) => void;
  disabled: boolean;
  placeholder?: string | undefined;
};

export function LineField(props: LineFieldProps) {
  const { label, hint, value, onChange, disabled, placeholder } = props;
  const id = useId();
  const { field } = useDraft(value, (text) => {
    onChange(text);
    return null;
  });

  return (
    <div className={rows.row}>
      <label htmlFor={id} className={rows.rowLabel} title={hint}>
        {label}
      </label>
      <Input {...field} id={id} disabled={disabled} placeholder={placeholder} />
    </div>
  );
}
