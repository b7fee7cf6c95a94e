/**
 * A picture that keeps showing the last one until the next has been decoded, so that nothing
 * flashes when a render or another rendition comes in.
 */
import { useEffect, useRef, useState } from "react";
import { cx } from "../ui/cx";
import { Latest, type Decode } from "./latest";
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
};

const decode: Decode = (source) => {
  const picture = new Image();
  picture.src = source;
  return picture.decode();
};

export function StablePicture(props: StablePictureProps) {
  const { src, small, alt, dimmed, contain, passing = false, className } = props;
  const [shown, setShown] = useState<string | null>(null);
  const [missing, setMissing] = useState<string | null>(null);
  const latest = useRef<Latest | null>(null);
  useEffect(() => {
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
    return <span className={styles.missing}>This picture cannot be loaded</span>;
  }
  if (shown === null) {
    const style = small === undefined ? {} : { backgroundImage: `url("${small}")` };
    return (
      <span
        className={cx(styles.waiting, contain && styles.whole)}
        style={style}
        role="img"
        aria-label={alt}
      />
    );
  }
  return (
    <img
      className={cx(styles.picture, dimmed && styles.dimmed, contain && styles.contain, className)}
      src={shown}
      alt={alt}
      draggable={false}
    />
  );
}
