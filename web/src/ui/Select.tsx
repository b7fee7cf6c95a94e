/** One of a few words. */
import { Check, ChevronDown } from "lucide-react";
import { Select as Radix } from "radix-ui";
import { useRef } from "react";
import { cx } from "./cx";
import field from "./field.module.css";
import menu from "./Menu.module.css";
import styles from "./Select.module.css";
import { giveFocusTo } from "./useFocusBack";

export type SelectOption = { value: string; label: string; hint?: string };

export type SelectProps = {
  value: string;
  options: SelectOption[];
  onChange: (value: string) => void;
  label?: string | undefined;
  id?: string | undefined;
  disabled?: boolean | undefined;
  /** Stands there while the value is none of the options. */
  placeholder?: string | undefined;
  /** Without a box until pointed at, for the end of a list's row. */
  quiet?: boolean | undefined;
  className?: string | undefined;
};

export function Select(props: SelectProps) {
  const { value, options, onChange, label, id, disabled = false, quiet = false, className } = props;
  const { placeholder } = props;
  const button = useRef<HTMLButtonElement>(null);
  return (
    <Radix.Root value={value} onValueChange={onChange} disabled={disabled}>
      <Radix.Trigger
        ref={button}
        id={id}
        aria-label={label}
        className={cx(field.box, styles.trigger, quiet && styles.quiet, className)}
      >
        <span className={styles.value}>
          <Radix.Value placeholder={placeholder} />
        </span>
        <Radix.Icon asChild>
          <ChevronDown size={14} className={styles.chevron} aria-hidden />
        </Radix.Icon>
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          className={cx(menu.content, styles.content)}
          position="popper"
          sideOffset={4}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            giveFocusTo(button.current);
          }}
        >
          <Radix.Viewport>
            {options.map((option) => (
              <Radix.Item key={option.value} value={option.value} className={menu.item}>
                <span className={menu.mark}>
                  <Radix.ItemIndicator>
                    <Check size={14} aria-hidden />
                  </Radix.ItemIndicator>
                </span>
                <span>
                  <Radix.ItemText>{option.label}</Radix.ItemText>
                  {option.hint !== undefined && <span className={menu.hint}>{option.hint}</span>}
                </span>
              </Radix.Item>
            ))}
          </Radix.Viewport>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
