/**
 * Where a picture is from and what it may be used for, in the words of whoever brought it.
 *
 * Both are parameters of the item that the renderer does not read: they stay with it when it is
 * copied, and change no result.
 */
import { useSession } from "../board/context";
import type { Json, NodeItem } from "../doc/schema";
import { LineField } from "../forms/LineField";
import { t } from "../i18n/i18n";
import { safeLink } from "./safeLink";
import styles from "./Inspector.module.css";

export function Provenance({ item }: { item: NodeItem }) {
  const { canEdit, edits } = useSession();
  const source = wordsIn(item.params.source);
  const licence = wordsIn(item.params.licence);
  const address = safeLink(source);
  return (
    <div role="group" aria-label={t("Origin")}>
      <LineField
        label={t("Source")}
        hint={t("The address it is from")}
        placeholder="https://"
        value={source}
        disabled={!canEdit}
        onChange={(value) => edits.setParam(item.id, "source", value.trim())}
      />
      <LineField
        label={t("Licence")}
        hint={t("What it may be used for")}
        placeholder={t("Such as CC BY 4.0")}
        value={licence}
        disabled={!canEdit}
        onChange={(value) => edits.setParam(item.id, "licence", value.trim())}
      />
      {address !== undefined && (
        <dl className={styles.facts}>
          <dt>{t("From")}</dt>
          <dd>
            <a href={address} target="_blank" rel="noreferrer">
              {t("Open its page")}
            </a>
          </dd>
        </dl>
      )}
    </div>
  );
}

function wordsIn(value: Json | undefined): string {
  return typeof value === "string" ? value : "";
}
