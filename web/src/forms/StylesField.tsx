/**
 * Words around a prompt, chosen from the team's and ours. The words are copied into the node: who
 * changes the team's style later changes no picture that was made with it.
 */
import { Check, ChevronDown, Plus, Trash2 } from "lucide-react";
import { Command } from "cmdk";
import { Popover } from "radix-ui";
import { useState } from "react";
import { sentence } from "../api/client";
import { usePresetChanges, usePresets, type Preset } from "../api/library";
import type { Json } from "../api/types";
import { listed } from "../i18n/format";
import { t } from "../i18n/i18n";
import { Button, IconButton } from "../ui/Button";
import { cx } from "../ui/cx";
import field from "../ui/field.module.css";
import { toast } from "../ui/Toast";
import picker from "./ModelField.module.css";
import { NewStyle } from "./NewStyle";
import { OUR_STYLES } from "./ourStyles";
import { hasAll, isSame, MOST_STYLES, stylesIn, toggled, type Style } from "./styles";
import styles from "./StylesField.module.css";

/** Styles are kept for the team as presets of this node type. */
export const STYLE_TYPE = "text.style";

export type StylesFieldProps = {
  label: string;
  value: Json | undefined;
  values: Readonly<Record<string, Json>>;
  onChange: (styles: Json) => void;
  disabled: boolean;
};

export default function StylesField(props: StylesFieldProps) {
  const { label, value, disabled } = props;
  const [open, setOpen] = useState(false);
  const chosen = stylesIn(value);
  const names = listed(chosen.map(({ name }) => name));
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger
        aria-label={names === "" ? label : t("{title}: {value}", { title: label, value: names })}
        className={cx(field.box, picker.trigger, names === "" && picker.none)}
        title={names || undefined}
        disabled={disabled}
      >
        <span>{names || t("None")}</span>
        <ChevronDown size={14} aria-hidden />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          className={cx("nodrag nopan nowheel", picker.popover)}
          align="end"
          sideOffset={4}
          collisionPadding={8}
          aria-label={label}
        >
          <Picker {...props} chosen={chosen} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

type PickerProps = StylesFieldProps & { chosen: readonly Style[] };

function Picker({ chosen, values, onChange }: PickerProps) {
  const { data: presets = [] } = usePresets(STYLE_TYPE);
  const [view, setView] = useState<"choose" | "new" | "delete">("choose");
  const own = presets.filter(({ can }) => can.change);
  const back = (): void => setView("choose");
  if (view === "new") return <NewStyle values={values} onDone={back} />;
  if (view === "delete") return <Delete presets={own} onDone={back} />;
  return (
    <>
      <Choices
        presets={presets}
        chosen={chosen}
        onToggle={(some) => onChange(toggled(chosen, some).map((style) => ({ ...style })))}
      />
      <footer className={styles.footer}>
        <Button icon={Plus} onClick={() => setView("new")}>
          {t("New style…")}
        </Button>
        {own.length > 0 && (
          <Button icon={Trash2} onClick={() => setView("delete")}>
            {t("Delete…")}
          </Button>
        )}
      </footer>
    </>
  );
}

type ChoicesProps = {
  presets: readonly Preset[];
  chosen: readonly Style[];
  onToggle: (some: readonly Style[]) => void;
};

function Choices({ presets, chosen, onToggle }: ChoicesProps) {
  const team = presets.map(({ id, name, params }) => {
    return { id, name, styles: stylesIn(params.styles) };
  });
  const ours = OUR_STYLES.map((style, i) => {
    const own = { ...style, name: t(style.name) };
    return { id: `ours:${i}`, name: own.name, styles: [own] };
  });
  // As they were when somebody chose them: changed since, deleted, or named in another language.
  const taken = [...team, ...ours].filter((entry) => hasAll(chosen, entry.styles));
  const kept = chosen
    .filter((style) => !taken.some((entry) => entry.styles.some((each) => isSame(each, style))))
    .map((style, i) => ({ id: `kept:${i}`, name: style.name, styles: [style] }));
  const groups = [
    { heading: t("On this node"), entries: kept },
    { heading: t("The team’s"), entries: team },
    { heading: t("Atelier’s"), entries: ours },
  ];
  return (
    <Command label={t("Styles")} loop>
      <Command.Input className={picker.search} placeholder={t("Search styles")} autoFocus />
      <Command.List className={picker.list}>
        <Command.Empty className={picker.empty}>{t("No style is called so.")}</Command.Empty>
        {groups
          .filter(({ entries }) => entries.length > 0)
          .map(({ heading, entries }) => (
            <Command.Group key={heading} heading={heading} className={styles.group}>
              {entries.map((entry) => {
                const isChosen = entry.styles.length > 0 && hasAll(chosen, entry.styles);
                return (
                  <Command.Item
                    key={entry.id}
                    value={`${entry.name} ${entry.id}`}
                    className={picker.item}
                    disabled={!isChosen && chosen.length + entry.styles.length > MOST_STYLES}
                    aria-checked={isChosen}
                    onSelect={() => onToggle(entry.styles)}
                  >
                    <span className={picker.mark}>
                      {isChosen && <Check size={14} aria-hidden />}
                    </span>
                    <span className={picker.words} title={entry.styles.map(aboutOf).join("\n")}>
                      <span className={picker.name}>{entry.name}</span>
                      <span className={cx(picker.about, styles.about)}>
                        {entry.styles.map(aboutOf).join(" · ")}
                      </span>
                    </span>
                  </Command.Item>
                );
              })}
            </Command.Group>
          ))}
      </Command.List>
    </Command>
  );
}

function aboutOf({ words, avoid }: Style): string {
  if (words === "") return t("Not: {words}", { words: avoid });
  return avoid === "" ? words : `${words} · ${t("Not: {words}", { words: avoid })}`;
}

function Delete({ presets, onDone }: { presets: readonly Preset[]; onDone: () => void }) {
  const changes = usePresetChanges(STYLE_TYPE);
  const onError = (error: unknown): void => toast(sentence(error), { kind: "bad" });
  const remove = ({ id, name, params }: Preset): void => {
    const onSelect = (): void => changes.save.mutate({ name, params }, { onError });
    const onSuccess = (): void => {
      toast(t("“{name}” was deleted for everybody.", { name }), {
        action: { label: t("Undo"), onSelect },
      });
      if (presets.length === 1) onDone();
    };
    changes.remove.mutate(id, { onSuccess, onError });
  };
  return (
    <div className={styles.form}>
      <p className={field.hint}>{t("What was chosen on boards stays as it is.")}</p>
      <ul className={styles.own}>
        {presets.map((preset) => (
          <li key={preset.id}>
            <span className={picker.name}>{preset.name}</span>
            <IconButton
              icon={Trash2}
              label={t("Delete {name}", { name: preset.name })}
              onClick={() => remove(preset)}
            />
          </li>
        ))}
      </ul>
      <footer className={styles.end}>
        <Button autoFocus onClick={onDone}>
          {t("Back")}
        </Button>
      </footer>
    </div>
  );
}
