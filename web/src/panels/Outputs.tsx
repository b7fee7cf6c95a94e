/** Everything a node came to: one picture's facts, or every picture, text or colour of a list. */
import { assetAddress } from "../api/upload";
import { useSession } from "../board/context";
import type { Picture, ResultItem } from "../doc/schema";
import { t } from "../i18n/i18n";
import { durationLabel } from "../items/duration";
import { picturesOf } from "../items/layout";
import { inFull, oddOf } from "../items/odd";
import { StablePicture } from "../items/StablePicture";
import { valuesOf } from "../items/values";
import { Banner } from "../ui/States";
import { PictureFacts } from "./PictureFacts";
import styles from "./Outputs.module.css";

export function Outputs({ result }: { result: ResultItem }) {
  return (
    <>
      {oddOf(result).map((said) => (
        <Banner key={said.message} kind="plain">
          <p>{inFull(said)}</p>
        </Banner>
      ))}
      <Everything result={result} />
    </>
  );
}

function Everything({ result }: { result: ResultItem }) {
  const pictures = picturesOf(result);
  const values = valuesOf(result);
  const [only] = pictures;
  if (pictures.length > 1) return <Pictures pictures={pictures} durationMs={result.durationMs} />;
  if (only) return <PictureFacts picture={only} durationMs={result.durationMs} />;
  return values.length > 1 ? <Values values={values} /> : null;
}

type PicturesProps = { pictures: readonly Picture[]; durationMs: number | null };

function Pictures({ pictures, durationMs }: PicturesProps) {
  const { board } = useSession();
  return (
    <section className={styles.outputs} aria-label={t("Results")}>
      <h3 className={styles.heading}>
        {t("{count} pictures", { count: pictures.length })}
        {durationMs !== null && <span>{durationLabel(durationMs)}</span>}
      </h3>
      <ul className={styles.grid}>
        {pictures.map(({ asset, width, height, cut }, i) => (
          <li key={i}>
            <a
              href={assetAddress(board.id, asset)}
              target="_blank"
              rel="noreferrer"
              title={t("{width} × {height} px: open full size", { width, height })}
            >
              {cut ? (
                <StablePicture
                  src={assetAddress(board.id, asset, 1024)}
                  alt={t("Result {place}, {width} by {height} pixels", {
                    place: i + 1,
                    width,
                    height,
                  })}
                  cut={cut}
                />
              ) : (
                <img
                  src={assetAddress(board.id, asset, 256)}
                  alt={t("Result {place}, {width} by {height} pixels", {
                    place: i + 1,
                    width,
                    height,
                  })}
                  loading="lazy"
                  draggable={false}
                />
              )}
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Values({ values }: { values: readonly string[] }) {
  return (
    <section className={styles.outputs} aria-label={t("Results")}>
      <h3 className={styles.heading}>{t("{count} results", { count: values.length })}</h3>
      <ol className={styles.values}>
        {values.map((value, i) => (
          <li key={i}>{value}</li>
        ))}
      </ol>
    </section>
  );
}
