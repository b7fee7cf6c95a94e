/** A list of pictures on a card: the first of them side by side, and how many there are. */
import { useSession } from "../board/context";
import { assetAddress } from "../api/upload";
import type { Picture } from "../doc/schema";
import { t } from "../i18n/i18n";
import { gridOf } from "./gridOf";
import styles from "./PictureGrid.module.css";
import { StablePicture } from "./StablePicture";
import { useRendition } from "./useRendition";

export type PictureGridProps = {
  title: string;
  pictures: readonly Picture[];
  width: number;
  dim: boolean;
};

export function PictureGrid({ title, pictures, width, dim }: PictureGridProps) {
  const { board } = useSession();
  const { columns, rows, shown } = gridOf(pictures.length);
  const rendition = useRendition(width / columns, Number.POSITIVE_INFINITY);
  return (
    <div
      className={styles.grid}
      style={{
        gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))`,
        gridTemplateRows: `repeat(${rows}, minmax(0, 1fr))`,
      }}
      role="group"
      aria-label={t("{count} results of {title}", { count: pictures.length, title })}
    >
      {pictures.slice(0, shown).map(({ asset, cut }, i) => (
        <StablePicture
          key={i}
          src={assetAddress(board.id, asset, rendition ?? undefined)}
          small={assetAddress(board.id, asset, 64)}
          alt={t("Result {place} of {title}", { place: i + 1, title })}
          dimmed={dim}
          cut={cut}
        />
      ))}
      <span className={styles.count} aria-hidden>
        {pictures.length}
      </span>
    </div>
  );
}
