/** Everything a node came to: one picture's facts, or every picture, text or colour of a list. */
import { assetAddress } from "../api/upload";
import { useSession } from "../board/context";
import type { Picture, ResultItem } from "../doc/schema";
import { durationLabel } from "../items/duration";
import { picturesOf } from "../items/layout";
import { StablePicture } from "../items/StablePicture";
import { valuesOf } from "../items/values";
import { PictureFacts } from "./PictureFacts";
import styles from "./Outputs.module.css";

export function Outputs({ result }: { result: ResultItem }) {
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
    <section className={styles.outputs} aria-label="Results">
      <h3 className={styles.heading}>
        {pictures.length} pictures
        {durationMs !== null && <span>{durationLabel(durationMs)}</span>}
      </h3>
      <ul className={styles.grid}>
        {pictures.map(({ asset, width, height, cut }, i) => (
          <li key={i}>
            <a
              href={assetAddress(board.id, asset)}
              target="_blank"
              rel="noreferrer"
              title={`${width} × ${height} px: open full size`}
            >
              {cut ? (
                <StablePicture
                  src={assetAddress(board.id, asset, 1024)}
                  alt={`Result ${i + 1}, ${width} by ${height} pixels`}
                  cut={cut}
                />
              ) : (
                <img
                  src={assetAddress(board.id, asset, 256)}
                  alt={`Result ${i + 1}, ${width} by ${height} pixels`}
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
    <section className={styles.outputs} aria-label="Results">
      <h3 className={styles.heading}>{values.length} results</h3>
      <ol className={styles.values}>
        {values.map((value, i) => (
          <li key={i}>{value}</li>
        ))}
      </ol>
    </section>
  );
}
