/** A password, hidden until its owner wants to see it. */
import { Eye, EyeOff } from "lucide-react";
import { useState } from "react";
import { t } from "../../i18n/i18n";
import { IconButton } from "../../ui/Button";
import { TextField } from "../../ui/Input";
import styles from "./PasswordField.module.css";

export type PasswordFieldProps = {
  label: string;
  value: string;
  onChange: (value: string) => void;
  autoComplete: "current-password" | "new-password";
  hint?: string;
  minLength?: number;
};

export function PasswordField({ label, value, onChange, hint, ...rest }: PasswordFieldProps) {
  const [shown, setShown] = useState(false);
  return (
    <div className={styles.field}>
      <TextField
        {...rest}
        label={label}
        hint={hint}
        type={shown ? "text" : "password"}
        name="password"
        required
        large
        spellCheck={false}
        className={styles.input ?? ""}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        after={
          <IconButton
            icon={shown ? EyeOff : Eye}
            label={shown ? t("Hide what is typed") : t("Show what is typed")}
            className={styles.eye}
            onClick={() => setShown(!shown)}
          />
        }
      />
    </div>
  );
}
