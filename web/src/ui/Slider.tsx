/** A thin track; the value is transient while the thumb moves and final when it is let go. */
import { Slider as Radix } from "radix-ui";
import styles from "./Slider.module.css";
import type { ChangeNumber } from "./useScrub";

export type SliderProps = {
  label: string;
  value: number;
  min: number;
  max: number;
  step: number;
  onChange: ChangeNumber;
  disabled?: boolean;
};

export function Slider({ label, value, min, max, step, onChange, disabled = false }: SliderProps) {
  return (
    <Radix.Root
      className={styles.root}
      value={[value]}
      min={min}
      max={max}
      step={step}
      disabled={disabled}
      onValueChange={([next = value]) => onChange(next, { transient: true })}
      onValueCommit={([next = value]) => onChange(next)}
    >
      <Radix.Track className={styles.track}>
        <Radix.Range className={styles.range} />
      </Radix.Track>
      <Radix.Thumb className={styles.thumb} aria-label={label} />
    </Radix.Root>
  );
}
