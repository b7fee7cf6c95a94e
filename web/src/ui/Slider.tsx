/** A thin track; the value is transient while the thumb moves and final when it is let go. */
import { Slider as Radix } from "radix-ui";
import { useRef } from "react";
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
  /** What was told as transient last; the control itself does not tell of a drag that came back. */
  const moving = useRef<number | null>(null);
  function tell(next: number, transient: boolean) {
    moving.current = transient ? next : null;
    onChange(next, { transient });
  }
  return (
    <Radix.Root
      className={styles.root}
      value={[value]}
      min={min}
      max={max}
      step={step}
      disabled={disabled}
      onValueChange={([next = value]) => tell(next, true)}
      onValueCommit={([next = value]) => tell(next, false)}
      onLostPointerCapture={() => {
        if (moving.current !== null) tell(moving.current, false);
      }}
    >
      <Radix.Track className={styles.track}>
        <Radix.Range className={styles.range} />
      </Radix.Track>
      <Radix.Thumb className={styles.thumb} aria-label={label} />
    </Radix.Root>
  );
}
