/**
 * A picture that keeps showing the last one until the next has been decoded, so that nothing
 * flashes when a render or another rendition comes in.
 */
import { useEffect, useRef, useState } from "react";
import { isWhole, WHOLE } from "../doc/cut";
import type { Cut, Size } from "../doc/schema";
import { t } from "../i18n/i18n";
import { cx } from "../ui/cx";
import { CutPicture } from "./CutPicture";
import { Latest } from "./latest";
import styles from "./StablePicture.module.css";

export type StablePictureProps = {
  src: string;
  /** The same picture, very small: shown, blurred as it is, until the first has been decoded. */
  small?: string | undefined;
  alt: string;
  dimmed?: boolean;
  /** Whole inside its box rather than filling it. */
  contain?: boolean;
  /** Soon followed by another: one that cannot be loaded is passed over. */
  passing?: boolean;
  className?: string | undefined;
  /** What of it is seen, and how it is turned. */
  cut?: Cut | undefined;
};

async function sizeOf(source: string): Promise<Size> {
  const picture = new Image();
  picture.src = source;
  await picture.decode();
  return { w: picture.naturalWidth, h: picture.naturalHeight };
}

export function StablePicture(props: StablePictureProps) {
  const { src, small, alt, dimmed, contain, passing = false, className, cut = WHOLE } = props;
  const [shown, setShown] = useState<string | null>(null);
  // Every rendition has the same shape, so that of the last one does.
  const [natural, setNatural] = useState<Size>({ w: 1, h: 1 });
  const [missing, setMissing] = useState<string | null>(null);
  const latest = useRef<Latest | null>(null);
  useEffect(() => {
    const decode = async (source: string): Promise<void> => {
      const size = await sizeOf(source);
      setNatural((before) => (before.w === size.w && before.h === size.h ? before : size));
    };
    latest.current ??= new Latest(decode, setShown, setMissing);
    latest.current.want(src, passing);
  }, [src, passing]);
  useEffect(
    () => () => {
      latest.current?.close();
      latest.current = null;
    },
    [],
  );
  if (missing === src && !passing) {
    return <span className={styles.missing}>{t("This picture cannot be loaded")}</span>;
  }
  if (shown === null) {
    const style =
      small === undefined || !isWhole(cut) ? {} : { backgroundImage: `url("${small}")` };
    return (
      <span
        className={cx(styles.waiting, contain && styles.whole)}
        style={style}
        role="img"
        aria-label={alt}
      />
    );
  }
  const looks = cx(styles.picture, dimmed && styles.dimmed, contain && styles.contain, className);
  if (!isWhole(cut)) {
    return (
      <CutPicture
        src={shown}
        cut={cut}
        natural={natural}
        alt={alt}
        className={looks}
        {...(contain === true ? { contain } : {})}
      />
    );
  }
  return <img className={looks} src={shown} alt={alt} draggable={false} />;
}
