/** One model: what it is, whether it can be used, and what is in its files when asked. */
import { ChevronDown, Trash2 } from "lucide-react";
import { useId, useState } from "react";
import { fromServer, t, text, type Text } from "../../i18n/i18n";
import { Button, IconButton } from "../../ui/Button";
import { bytes } from "./amounts";
import { Inspector } from "./Inspector";
import { useDownload, type Model } from "./models";
import styles from "./ModelsPage.module.css";

const KINDS: Readonly<Record<string, Text>> = {
  lora: text("LoRA"),
  denoiser: text("Denoiser"),
  vae: text("VAE"),
  text_encoder: text("Text encoder"),
  controlnet: text("ControlNet"),
  embedding: text("Textual inversion"),
};

function facts(model: Model): string {
  const kind = KINDS[model.kind];
  const { defaults } = model;
  return [
    model.family_title,
    kind && t(kind),
    bytes(model.size_bytes),
    model.precision,
    model.license,
    defaults && `${defaults.width} × ${defaults.height}`,
    defaults && t("{steps} steps", { steps: defaults.steps }),
    model.source === "cache" && t("Hugging Face cache"),
  ]
    .filter(Boolean)
    .join(" · ");
}

function reading(model: Model): string {
  const share = (model.read_bytes ?? 0) / Math.max(1, model.size_bytes);
  return t("Being read, {percent} %", { percent: Math.min(99, Math.floor(share * 100)) });
}

type Props = { model: Model; canManage: boolean; onRemove: () => void };

export function ModelRow({ model, canManage, onRemove }: Props) {
  const [isOpen, setOpen] = useState(false);
  const getSettings = useDownload();
  const detailsId = useId();
  const { name, state, problem, settings } = model;
  return (
    <li className={styles.row} data-state={state}>
      <div className={styles.what}>
        <span className={styles.name}>{name}</span>
        <span className={styles.quiet}>{facts(model)}</span>
        {state === "reading" && (
          <span className={styles.quiet} role="status">
            {reading(model)}
          </span>
        )}
        {problem !== null && <p className={styles.problem}>{fromServer(problem)}</p>}
        {settings !== null && canManage && (
          <Button
            className={styles.settings ?? ""}
            busy={getSettings.isPending}
            onClick={() => getSettings.mutate({ source: settings })}
          >
            {t("Get its settings")}
          </Button>
        )}
      </div>
      <div className={styles.buttons}>
        {model.family !== null && (
          <IconButton
            icon={ChevronDown}
            className={isOpen ? (styles.turned ?? "") : ""}
            label={t("What is in {name}", { name })}
            aria-expanded={isOpen}
            aria-controls={detailsId}
            onClick={() => setOpen(!isOpen)}
          />
        )}
        {model.can.remove && (
          <IconButton icon={Trash2} label={t("Remove {name}", { name })} onClick={onRemove} />
        )}
      </div>
      <div id={detailsId} className={styles.details} hidden={!isOpen}>
        {isOpen && <Inspector name={name} />}
      </div>
    </li>
  );
}
