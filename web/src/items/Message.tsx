/** The sentence on a card when there is something for the person to do, and the way to do it. */
import { Cable, CircleAlert, RotateCw } from "lucide-react";
import { shortName } from "../api/models";
import { useSession } from "../board/context";
import { runNodes } from "../commands/running";
import type { ResultItem } from "../doc/schema";
import { t } from "../i18n/i18n";
import { AddModels } from "../forms/AddModels";
import { adviceFor } from "../jobs/words";
import { cx } from "../ui/cx";
import { isHint, lacksModels, mayRetry, messageHeight, nearestOf } from "./layout";
import styles from "./Message.module.css";

export type MessageProps = {
  id: string;
  title: string;
  message: string;
  result: ResultItem | undefined;
};

export function Message({ id, title, message, result }: MessageProps) {
  const hint = isHint(result);
  const nearest = nearestOf(result);
  const advice = result?.error ? adviceFor(result.error.code) : null;
  return (
    <div
      className={cx(styles.message, hint && styles.hint)}
      style={{ height: messageHeight(message, result) }}
    >
      <p role="status" title={message}>
        {hint ? <Cable size={14} aria-hidden /> : <CircleAlert size={14} aria-hidden />}
        <span>{message}</span>
      </p>
      {nearest && <Nearest id={id} param={nearest.param} names={nearest.names} />}
      {lacksModels(result) && (
        <div className={styles.remedy}>
          <AddModels className={cx("nodrag", styles.retry)} />
        </div>
      )}
      {mayRetry(result) && <Retry id={id} title={title} advice={advice} />}
    </div>
  );
}

/** What might be meant instead, for somebody to say so: nothing is taken in its place unasked. */
function Nearest({ id, param, names }: { id: string; param: string; names: readonly string[] }) {
  const { canEdit, edits } = useSession();
  if (!canEdit) return null;
  return (
    <div className={styles.remedy}>
      {names.map((name) => (
        <button
          key={name}
          type="button"
          className={cx("nodrag", styles.retry, styles.name)}
          aria-label={t("Use {name}", { name })}
          title={name}
          onClick={() => edits.setParams([id], param, name)}
        >
          {shortName(name)}
        </button>
      ))}
    </div>
  );
}

function Retry({ id, title, advice }: { id: string; title: string; advice: string | null }) {
  const session = useSession();
  return (
    <div className={styles.remedy}>
      <span title={advice ?? undefined}>{advice}</span>
      {session.canEdit && (
        <button
          type="button"
          className={cx("nodrag", styles.retry)}
          aria-label={t("Retry {name}", { name: title })}
          onClick={() => runNodes(session, [id])}
        >
          <RotateCw size={12} aria-hidden />
          {t("Retry")}
        </button>
      )}
    </div>
  );
}
