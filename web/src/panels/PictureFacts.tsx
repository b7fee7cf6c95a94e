/** Size and time of a result, and the picture itself to take away. */
import { assetAddress } from "../api/upload";
import { useSession } from "../board/context";
import type { Picture } from "../doc/schema";
import { t } from "../i18n/i18n";
import { durationLabel } from "../items/duration";
import styles from "./Inspector.module.css";

export function PictureFacts({
  picture,
  durationMs,
}: {
  /** A picture somebody brought does not say its size. */
  picture: Pick<Picture, "asset"> & Partial<Picture>;
  durationMs: number | null;
}) {
  const { board } = useSession();
  return (
    <dl className={styles.facts}>
      {picture.width !== undefined && (
        <>
          <dt>{t("Size")}</dt>
          <dd>
            {picture.width} × {picture.height} px
          </dd>
        </>
      )}
      {durationMs !== null && (
        <>
          <dt>{t("Made in")}</dt>
          <dd>{durationLabel(durationMs)}</dd>
        </>
      )}
      <dt>{t("Picture")}</dt>
      <dd>
        <a href={assetAddress(board.id, picture.asset)} target="_blank" rel="noreferrer">
          {t("Open full size")}
        </a>
      </dd>
    </dl>
  );
}
