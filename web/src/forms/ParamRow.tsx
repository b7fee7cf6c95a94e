/** One parameter: the control its kind takes, named by its title. */
import { ArrowUp01, Dices, Lock, Shuffle, type LucideIcon } from "lucide-react";
import { lazy, Suspense, useId, type ReactNode } from "react";
import type * as Y from "yjs";
import type { Json } from "../api/types";
import { shortName } from "../api/models";
import { t, text, type Text } from "../i18n/i18n";
import { SharedText } from "../items/SharedText";
import { IconButton } from "../ui/Button";
import { ColorField } from "../ui/ColorField";
import { cx } from "../ui/cx";
import rows from "../ui/field.module.css";
import { formatNumber, naturalStep } from "../ui/number";
import { NumberField } from "../ui/NumberField";
import type { SelectOption } from "../ui/Select";
import { Switch } from "../ui/Switch";
import { useDraft } from "../ui/useDraft";
import { colorIn, numberIn, switchIn, textIn, type Field } from "./fields";
import { LineField } from "./LineField";
import styles from "./ParamForm.module.css";
import { rollSeed, type AfterRun } from "./seed";
import { useHeld } from "./useHeld";

/** Not among what a board needs to be seen; the number beside it works without. */
const Slider = lazy(() => import("../ui/Slider").then((slider) => ({ default: slider.Slider })));
const ModelField = lazy(() => import("./ModelField"));
const StylesField = lazy(() => import("./StylesField"));
const TemplateMarks = lazy(() => import("./TemplateMarks"));
/** Likewise: until it is there, what is chosen is read where it stands. */
const Select = lazy(() => import("../ui/Select").then((select) => ({ default: select.Select })));

export type ParamRowProps = {
  field: Field;
  value: Json | undefined;
  text: Y.Text | undefined;
  onChange: (value: Json, options?: { transient?: boolean }) => void;
  disabled: boolean;
  /** Several nodes stand behind the row and differ; `value` is that of the first. */
  mixed?: boolean;
  /** What becomes of a seed on each run, and who is told when that changes. */
  after?: AfterRun;
  onAfter?: (after: AfterRun) => void;
  /** What the model likes here, where the value may be left to it. */
  liked?: Json | undefined;
  /** The node's other values: a style is made of its prompt. */
  values?: Readonly<Record<string, Json>>;
  /** Stands beside the title. */
  hint?: ReactNode;
};

export function ParamRow(props: ParamRowProps) {
  switch (props.field.kind) {
    case "number":
    case "slider":
    case "seed":
    case "angle":
      return <NumberRow {...props} />;
    case "choice":
    case "switch":
      return <PickRow {...props} />;
    case "color":
      return <ColorRow {...props} />;
    case "text":
      return <TextRow {...props} />;
    case "line":
      return <LineRow {...props} />;
    case "model":
      return <ModelRow {...props} />;
    case "styles":
      return <StylesRow {...props} />;
    case "hidden":
      return null;
  }
}

/** The value is not this node's to say while something is connected. */
export function FedRow({ field, hint }: { field: Field; hint?: ReactNode }) {
  if (field.kind === "hidden") return null;
  return (
    <div className={field.kind === "text" ? styles.text : rows.row}>
      <Title field={field} hint={hint} />
      <span className={cx(rows.rowLabel, field.kind === "text" && styles.fed)}>
        {t("From the input")}
      </span>
    </div>
  );
}

function Title({ field, hint }: { field: Field; hint: ReactNode }) {
  return (
    <span className={styles.title}>
      <span className={rows.rowLabel} title={field.hint}>
        {field.title}
      </span>
      {hint}
    </span>
  );
}

function NumberRow(props: ParamRowProps) {
  const { field, value, onChange, disabled, mixed = false, after = "keep", onAfter } = props;
  const liked = typeof props.liked === "number" ? props.liked : null;
  const isEmpty = field.open && typeof value !== "number";
  const [now, change] = useHeld(
    isEmpty && liked !== null ? liked : numberIn(field, value),
    onChange,
  );
  const { min, max } = field.limits;
  const slider = !mixed && field.kind === "slider" && min !== undefined && max !== undefined && (
    <Suspense fallback={<span className={styles.track} />}>
      <Slider
        label={t("{title}, slider", { title: field.title })}
        value={now}
        min={min}
        max={max}
        step={naturalStep(field.limits)}
        onChange={change}
        disabled={disabled}
      />
    </Suspense>
  );
  const dice = field.kind === "seed" && (
    <span className={styles.seed}>
      <IconButton
        icon={Dices}
        label={t("New seed")}
        className={styles.dice}
        disabled={disabled}
        onClick={() => change(rollSeed(field.limits))}
      />
      {onAfter && (
        <IconButton
          icon={AFTER[after].icon}
          label={t(AFTER[after].words)}
          className={styles.dice}
          active={after !== "keep"}
          disabled={disabled}
          onClick={() => onAfter(AFTER[after].next)}
        />
      )}
    </span>
  );
  return (
    <NumberField
      {...field.limits}
      label={field.title}
      hint={field.hint}
      unit={field.unit}
      step={field.kind === "angle" ? 1 : undefined}
      value={now}
      onChange={change}
      disabled={disabled}
      mixed={mixed}
      open={
        field.open
          ? {
              isEmpty,
              words: liked === null ? t("Auto") : formatNumber(liked),
              onClear: () => onChange(null),
            }
          : undefined
      }
      before={slider === false ? undefined : slider}
      after={dice === false ? undefined : dice}
    />
  );
}

/** What a seed does after a run, and what a press makes it do instead. */
const AFTER: Record<AfterRun, { icon: LucideIcon; words: Text; next: AfterRun }> = {
  keep: { icon: Lock, words: text("Same seed on each run; press to count up"), next: "up" },
  up: { icon: ArrowUp01, words: text("Next seed on each run; press for random"), next: "random" },
  random: { icon: Shuffle, words: text("New seed on each run; press to keep"), next: "keep" },
};

function PickRow({ field, value, onChange, disabled, mixed = false, liked }: ParamRowProps) {
  const id = useId();
  const options = field.open ? [asLiked(field, liked), ...field.options] : field.options;
  const told = field.open && textIn(field, value) === "" ? AS_LIKED : textIn(field, value);
  const chosen = options.find((option) => !mixed && option.value === told);
  return (
    <div className={rows.row}>
      <label htmlFor={id} className={rows.rowLabel} title={field.hint}>
        {field.title}
      </label>
      {field.kind === "switch" ? (
        <span className={styles.end}>
          {mixed && <span className={rows.rowLabel}>{t("Mixed")}</span>}
          <Switch
            id={id}
            checked={!mixed && switchIn(field, value)}
            onChange={(next) => onChange(next)}
            disabled={disabled}
          />
        </span>
      ) : (
        <Suspense fallback={<span className={rows.box}>{chosen?.label}</span>}>
          <Select
            id={id}
            label={field.title}
            value={mixed ? "" : told}
            placeholder={mixed ? t("Mixed") : undefined}
            options={options}
            onChange={(next) => onChange(next === AS_LIKED ? null : next)}
            disabled={disabled}
          />
        </Suspense>
      )}
    </div>
  );
}

/** Radix takes no empty value. */
const AS_LIKED = "as the model likes";

function asLiked(field: Field, liked: Json | undefined): SelectOption {
  const own = field.options.find((option) => option.value === liked)?.label;
  return { value: AS_LIKED, label: own ?? t("As the model likes") };
}

function ModelRow({ field, value, onChange, disabled, mixed = false }: ParamRowProps) {
  const name = mixed ? "" : textIn(field, value);
  return (
    <div className={rows.row}>
      <span className={rows.rowLabel} title={field.hint}>
        {field.title}
      </span>
      <Suspense fallback={<span className={rows.box}>{shortName(name)}</span>}>
        <ModelField
          label={field.title}
          value={name}
          placeholder={mixed ? t("Mixed") : t("Choose…")}
          kinds={field.models}
          onChange={(next) => onChange(next)}
          disabled={disabled}
        />
      </Suspense>
    </div>
  );
}

function StylesRow({ field, value, values, onChange, disabled }: ParamRowProps) {
  return (
    <div className={rows.row}>
      <span className={rows.rowLabel} title={field.hint}>
        {field.title}
      </span>
      <Suspense fallback={<span className={rows.box} />}>
        <StylesField
          label={field.title}
          value={value}
          values={values ?? {}}
          onChange={(next) => onChange(next)}
          disabled={disabled}
        />
      </Suspense>
    </div>
  );
}

function ColorRow({ field, value, onChange, disabled, mixed = false }: ParamRowProps) {
  const [now, change] = useHeld(colorIn(field, value), onChange);
  return (
    <ColorField
      label={field.title}
      hint={field.hint}
      value={now}
      onChange={change}
      disabled={disabled}
      mixed={mixed}
    />
  );
}

/** A shared text where the document has one; a plain string, as a script may write it, else. */
function TextRow({ field, value, text, onChange, disabled, hint }: ParamRowProps) {
  return (
    <div className={styles.text}>
      <Title field={field} hint={hint} />
      {text === undefined ? (
        <PlainText
          label={field.title}
          value={textIn(field, value)}
          onChange={onChange}
          disabled={disabled}
        />
      ) : (
        <span className={styles.marked}>
          {field.notation === "template" && (
            <Suspense>
              <TemplateMarks text={text} />
            </Suspense>
          )}
          <SharedText
            text={text}
            ariaLabel={field.title}
            disabled={disabled}
            className={cx(rows.box, styles.area)}
          />
        </span>
      )}
    </div>
  );
}

type PlainTextProps = {
  label: string;
  value: string;
  onChange: (value: string) => void;
  disabled: boolean;
};

function PlainText({ label, value, onChange, disabled }: PlainTextProps) {
  const keep = (text: string): null => {
    onChange(text);
    return null;
  };
  const { field } = useDraft(value, keep, { multiline: true });
  return (
    <textarea
      {...field}
      className={cx("nowheel", rows.box, styles.area)}
      aria-label={label}
      disabled={disabled}
    />
  );
}

function LineRow({ field, value, onChange, disabled, mixed = false }: ParamRowProps) {
  return (
    <LineField
      label={field.title}
      hint={field.hint}
      value={mixed ? "" : textIn(field, value)}
      placeholder={mixed ? t("Mixed") : undefined}
      onChange={(next) => onChange(next)}
      disabled={disabled}
    />
  );
}
