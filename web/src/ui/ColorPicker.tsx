/** Picks a colour by eye: a field of saturation and brightness, and a strip of hues. */
import { Pipette } from "lucide-react";
import { useState, type KeyboardEvent, type PointerEvent } from "react";
import { t } from "../i18n/i18n";
import { Button } from "./Button";
import styles from "./ColorPicker.module.css";
import { hexOf, hsvOf, type Hsv } from "./hsv";
import { Slider } from "./Slider";

export type ChangeColor = (value: string, options?: { transient?: boolean }) => void;

/** Only some browsers have one. */
type Dropper = new () => { open: () => Promise<{ sRGBHex: string }> };
const { EyeDropper } = globalThis as { EyeDropper?: Dropper };

export type ColorPickerProps = { value: string; onChange: ChangeColor };

const unit = (x: number) => Math.min(1, Math.max(0, x));

export function ColorPicker({ value, onChange }: ColorPickerProps) {
  // Greys have no hue of their own: the last picked one is kept while the colour is the same.
  const [picked, setPicked] = useState<Hsv>(() => hsvOf(value));
  const hsv = hexOf(picked) === value ? picked : hsvOf(value);

  function pick(next: Hsv, transient: boolean) {
    setPicked(next);
    onChange(hexOf(next), { transient });
  }

  function pickAt(event: PointerEvent<HTMLDivElement>, transient: boolean) {
    const box = event.currentTarget.getBoundingClientRect();
    const s = unit((event.clientX - box.left) / box.width);
    const v = 1 - unit((event.clientY - box.top) / box.height);
    pick({ ...hsv, s, v }, transient);
  }

  function onKeyDown(event: KeyboardEvent) {
    const [ds, dv] = {
      ArrowLeft: [-1, 0],
      ArrowRight: [1, 0],
      ArrowUp: [0, 1],
      ArrowDown: [0, -1],
    }[event.key] ?? [0, 0];
    if (ds === 0 && dv === 0) return;
    event.preventDefault();
    const by = event.shiftKey ? 0.1 : 0.01;
    pick({ ...hsv, s: unit(hsv.s + (ds ?? 0) * by), v: unit(hsv.v + (dv ?? 0) * by) }, false);
  }

  return (
    <div className={styles.picker}>
      <div
        className={styles.field}
        style={{ backgroundColor: hexOf({ h: hsv.h, s: 1, v: 1 }) }}
        role="slider"
        tabIndex={0}
        aria-label={t("Saturation and brightness")}
        aria-valuenow={Math.round(hsv.s * 100)}
        aria-valuetext={t("Saturation {saturation} %, brightness {brightness} %", {
          saturation: Math.round(hsv.s * 100),
          brightness: Math.round(hsv.v * 100),
        })}
        onKeyDown={onKeyDown}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          pickAt(event, true);
        }}
        onPointerMove={(event) => {
          if (event.buttons > 0) pickAt(event, true);
        }}
        onPointerUp={(event) => pickAt(event, false)}
        onPointerCancel={() => pick(hsv, false)}
      >
        <span
          className={styles.point}
          style={{ left: `${hsv.s * 100}%`, top: `${(1 - hsv.v) * 100}%`, background: value }}
        />
      </div>
      <div className={styles.hues}>
        <Slider
          label={t("Hue")}
          value={hsv.h}
          min={0}
          max={359}
          step={1}
          onChange={(h, options) => pick({ ...hsv, h }, options?.transient === true)}
        />
      </div>
      {EyeDropper && (
        <Button
          icon={Pipette}
          onClick={() => {
            // Given up with Escape, it changes nothing.
            void new EyeDropper().open().then(
              ({ sRGBHex }) => onChange(sRGBHex),
              () => undefined,
            );
          }}
        >
          {t("Pick from the screen")}
        </Button>
      )}
    </div>
  );
}
