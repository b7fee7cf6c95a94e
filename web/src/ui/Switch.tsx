/** On or off. The caller labels it: by `label`, or by the id of a text it already shows. */
import { Switch as Radix } from "radix-ui";
import styles from "./Switch.module.css";

export type SwitchProps = {
  checked: boolean;
  onChange: (checked: boolean) => void;
  label?: string;
  id?: string;
  disabled?: boolean;
};

export function Switch({ checked, onChange, label, ...rest }: SwitchProps) {
  return (
    <Radix.Root
      {...rest}
      className={styles.root}
      aria-label={label}
      checked={checked}
      onCheckedChange={onChange}
    >
      <Radix.Thumb className={styles.thumb} />
    </Radix.Root>
  );
}
