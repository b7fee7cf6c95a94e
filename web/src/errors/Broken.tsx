/** What stands in the place of something that could not be drawn. */
import { ClipboardCopy, RotateCw } from "lucide-react";
import { t } from "../i18n/i18n";
import { Button, IconButton } from "../ui/Button";
import { Banner } from "../ui/States";
import type { BrokenProps } from "./Guard";
import styles from "./Guard.module.css";
import { copyReport } from "./tell";

export default function Broken({ failure, as, again }: BrokenProps) {
  const copy = (): void => copyReport(failure);
  return as === "item" ? (
    <div className={styles.item} role="alert">
      <span>{t("This item cannot be drawn. It is still on the board.")}</span>
      <span className={styles.actions}>
        <IconButton icon={RotateCw} label={t("Try again")} className="nodrag" onClick={again} />
        <IconButton
          icon={ClipboardCopy}
          label={t("Copy a report")}
          className="nodrag"
          onClick={copy}
        />
      </span>
    </div>
  ) : (
    <div className={styles.panel}>
      <Banner kind="bad">
        {t(
          "This part of the page stopped working. The board goes on, and nothing you changed is lost.",
        )}
        <span className={styles.actions}>
          <Button kind="primary" icon={RotateCw} onClick={again}>
            {t("Try again")}
          </Button>
          <Button icon={ClipboardCopy} onClick={copy}>
            {t("Copy a report")}
          </Button>
        </span>
      </Banner>
    </div>
  );
}
