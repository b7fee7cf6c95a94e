/** A download on its way: how far it is, what stopped it, and what to do about either. */
import { RotateCw, X } from "lucide-react";
import { fromServer, t } from "../../i18n/i18n";
import { Button } from "../../ui/Button";
import { bytes } from "./amounts";
import { useCancel, useResume, type Download } from "./models";
import styles from "./ModelsPage.module.css";

function said(download: Download): string {
  const { state, received_bytes: received, total_bytes: total, files } = download;
  if (state === "waiting") return t("Waits for the one before it");
  if (total === 0) return state === "stopped" ? t("Stopped") : t("Looks at what is there…");
  const amount = t("{received} of {total}", { received: bytes(received), total: bytes(total) });
  const file = files.find((each) => each.received_bytes < each.size_bytes)?.path;
  if (state === "stopped") return t("Stopped at {amount}", { amount });
  return file === undefined ? amount : `${amount} · ${file}`;
}

export function DownloadRow({ download }: { download: Download }) {
  const cancel = useCancel();
  const resume = useResume();
  const { id, source, state, error, received_bytes: received, total_bytes: total } = download;
  const isBusy = cancel.isPending || resume.isPending;
  return (
    <li className={styles.row}>
      <div className={styles.what}>
        <span className={styles.name}>{source}</span>
        <span className={styles.quiet}>{said(download)}</span>
        <progress
          className={styles.progress}
          aria-label={t("Download of {source}", { source })}
          data-stopped={state === "stopped" || undefined}
          value={total === 0 ? 0 : received / total}
        />
        {error !== null && <p className={styles.problem}>{fromServer(error.message)}</p>}
      </div>
      <div className={styles.buttons}>
        {state === "stopped" && (
          <Button icon={RotateCw} disabled={isBusy} onClick={() => resume.mutate(id)}>
            {t("Resume")}
          </Button>
        )}
        <Button
          icon={X}
          disabled={isBusy}
          aria-label={t("Cancel the download of {source}", { source })}
          onClick={() => cancel.mutate(id)}
        >
          {t("Cancel")}
        </Button>
      </div>
    </li>
  );
}
