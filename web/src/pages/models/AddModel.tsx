/** Where a model is asked for: a repository of the hub, or the address of a file. */
import { Download } from "lucide-react";
import { useId, useState, type SubmitEvent } from "react";
import { sentence } from "../../api/client";
import { t } from "../../i18n/i18n";
import { Button } from "../../ui/Button";
import { TextField } from "../../ui/Input";
import { Switch } from "../../ui/Switch";
import { useDownload } from "./models";
import styles from "./ModelsPage.module.css";

export function AddModel() {
  const download = useDownload();
  const [source, setSource] = useState("");
  const [isSmall, setSmall] = useState(true);
  const smallId = useId();

  function submit(event: SubmitEvent) {
    event.preventDefault();
    const wish = { source: source.trim(), ...(isSmall && { variant: "fp16" as const }) };
    download.mutate(wish, { onSuccess: () => setSource("") });
  }

  return (
    <form className={styles.add} onSubmit={submit}>
      <TextField
        label={t("Repository or address")}
        placeholder="stabilityai/sdxl-turbo"
        required
        spellCheck={false}
        value={source}
        onChange={(event) => {
          setSource(event.target.value);
          download.reset();
        }}
        error={download.isError ? sentence(download.error) : null}
        hint={t("From Hugging Face, or any address of a .safetensors file.")}
        after={
          <Button kind="primary" type="submit" icon={Download} busy={download.isPending}>
            {t("Download")}
          </Button>
        }
      />
      <div className={styles.small}>
        <Switch id={smallId} checked={isSmall} onChange={setSmall} />
        <label htmlFor={smallId}>{t("Take half-size weights (fp16) where they are offered")}</label>
      </div>
    </form>
  );
}
