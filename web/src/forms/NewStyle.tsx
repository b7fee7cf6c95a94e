/** A style is made for the team, from what the node has or from nothing. */
import { useId, useState, type SubmitEvent } from "react";
import { sentence } from "../api/client";
import { usePresetChanges } from "../api/library";
import type { Json } from "../api/types";
import { t } from "../i18n/i18n";
import { Button } from "../ui/Button";
import { cx } from "../ui/cx";
import field from "../ui/field.module.css";
import { TextField } from "../ui/Input";
import { toast } from "../ui/Toast";
import styles from "./StylesField.module.css";

type NewStyleProps = { values: Readonly<Record<string, Json>>; onDone: () => void };

export function NewStyle({ values, onDone }: NewStyleProps) {
  const { save } = usePresetChanges("text.style");
  const [name, setName] = useState("");
  const [words, setWords] = useState(() => textOf(values.prompt));
  const [avoid, setAvoid] = useState(() => textOf(values.negative));
  const keep = (event: SubmitEvent): void => {
    event.preventDefault();
    const style = { name: name.trim(), words: words.trim(), avoid: avoid.trim() };
    const onSuccess = (): void => {
      toast(t("“{name}” is kept for everybody.", { name: style.name }));
      onDone();
    };
    save.mutate({ name: style.name, params: { styles: [style] } }, { onSuccess });
  };
  const isEmpty = name.trim() === "" || (words.trim() === "" && avoid.trim() === "");
  return (
    <form className={styles.form} onSubmit={keep}>
      <TextField
        label={t("Name")}
        value={name}
        maxLength={80}
        autoFocus
        onChange={(event) => setName(event.target.value)}
        error={save.error ? sentence(save.error) : null}
      />
      <Area
        label={t("Words")}
        hint={t("{place} is where the prompt goes; without it they come after the prompt.", {
          place: "{prompt}",
        })}
        value={words}
        onChange={setWords}
      />
      <Area
        label={t("Not to be seen")}
        hint={t("Goes into the negative prompt.")}
        value={avoid}
        onChange={setAvoid}
      />
      <footer className={styles.end}>
        <Button onClick={onDone}>{t("Back")}</Button>
        <Button type="submit" kind="primary" disabled={isEmpty} busy={save.isPending}>
          {t("Save for everybody")}
        </Button>
      </footer>
    </form>
  );
}

type AreaProps = { label: string; hint: string; value: string; onChange: (value: string) => void };

function Area({ label, hint, value, onChange }: AreaProps) {
  const id = useId();
  return (
    <div className={field.field}>
      <label className={field.label} htmlFor={id}>
        {label}
      </label>
      <textarea
        id={id}
        className={cx(field.box, styles.area)}
        value={value}
        maxLength={4000}
        rows={3}
        aria-describedby={`${id}-hint`}
        onChange={(event) => onChange(event.target.value)}
      />
      <p id={`${id}-hint`} className={field.hint}>
        {hint}
      </p>
    </div>
  );
}

function textOf(value: Json | undefined): string {
  return typeof value === "string" ? value : "";
}
