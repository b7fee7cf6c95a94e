/** One of the server's models, searched by name and family. */
import { Check, ChevronDown } from "lucide-react";
import { Command } from "cmdk";
import { Popover } from "radix-ui";
import { useState } from "react";
import { shortName, useModels, type Model } from "../api/models";
import { tenths } from "../i18n/format";
import { t } from "../i18n/i18n";
import { cx } from "../ui/cx";
import field from "../ui/field.module.css";
import { AddModels } from "./AddModels";
import styles from "./ModelField.module.css";

export type ModelFieldProps = {
  label: string;
  value: string;
  placeholder: string;
  kinds: readonly string[];
  onChange: (name: string) => void;
  disabled: boolean;
};

export default function ModelField(props: ModelFieldProps) {
  const { label, value, placeholder, disabled } = props;
  const [open, setOpen] = useState(false);
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger
        aria-label={label}
        className={cx(field.box, styles.trigger, value === "" && styles.none)}
        title={value || undefined}
        disabled={disabled}
      >
        <span>{value === "" ? placeholder : shortName(value)}</span>
        <ChevronDown size={14} aria-hidden />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          className={cx("nodrag nopan nowheel", styles.popover)}
          align="end"
          sideOffset={4}
          collisionPadding={8}
          aria-label={label}
        >
          <Choices {...props} onDone={() => setOpen(false)} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

function Choices({ value, kinds, onChange, onDone }: ModelFieldProps & { onDone: () => void }) {
  const { models, isLoaded } = useModels();
  const fitting = models.filter(({ kind }) => kinds.includes(kind));
  if (isLoaded && fitting.length === 0) return <NoModels isLora={kinds.includes("lora")} />;
  return (
    <Command label={t("Models")} loop>
      <Command.Input className={styles.search} placeholder={t("Search models")} autoFocus />
      <Command.List className={styles.list}>
        <Command.Empty className={styles.empty}>{t("No model is called so.")}</Command.Empty>
        {fitting.map((model) => (
          <Command.Item
            key={model.name}
            value={`${model.name} ${model.family_title ?? ""}`}
            className={styles.item}
            disabled={model.state === "problem"}
            onSelect={() => {
              if (model.name !== value) onChange(model.name);
              onDone();
            }}
          >
            <span className={styles.mark}>
              {model.name === value && <Check size={14} aria-hidden />}
            </span>
            <span className={styles.words} title={model.problem ?? model.name}>
              <span className={styles.name}>{shortName(model.name)}</span>
              <span className={styles.about}>{aboutOf(model)}</span>
            </span>
          </Command.Item>
        ))}
      </Command.List>
    </Command>
  );
}

function aboutOf({ family_title, size_bytes, precision, state }: Model): string {
  if (state === "problem") return t("Cannot be used");
  const size =
    size_bytes >= 1e9
      ? t("{size} GB", { size: tenths(size_bytes / 1e9) })
      : t("{size} MB", { size: tenths(size_bytes / 1e6) });
  const told = [family_title, size, precision, state === "reading" ? t("being read") : null];
  return told.filter((each) => each !== null).join(" · ");
}

function NoModels({ isLora }: { isLora: boolean }) {
  return (
    <p className={styles.empty}>
      {isLora ? t("This server has no LoRAs yet.") : t("This server has no models yet.")}{" "}
      <AddModels />
    </p>
  );
}
