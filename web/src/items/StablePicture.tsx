/**
 * A picture that keeps showing the last one until the next has been decoded, so that nothing
 * flashes when a render or another rendition comes in.
 */
import { useEffect, useState } from "react";
import { cx } from "../ui/cx";
import styles from "./StablePicture.module.css";

export type StablePictureProps = {
  src: string;
  alt: string;
  dimmed?: boolean;
  /** Whole inside its box rather than filling it. */
  contain?: boolean;
  /** Soon followed by another: one that cannot be loaded is passed over. */
  passing?: boolean;
  className?: string | undefined;
};

export function StablePicture(props: StablePictureProps) {
  const { src, alt, dimmed, contain, passing = false, className } = props;
  const [shown, setShown] = useState<string | null>(null);
  const [missing, setMissing] = useState<string | null>(null);
  useEffect(() => {
    let wanted = true;
    const next = new Image();
    next.src = src;
    next
      .decode()
      .then(() => {
        if (wanted) setShown(src);
      })
      .catch(() => {
        if (wanted) setMissing(src);
      });
    return () => {
      wanted = false;
    };
  }, [src]);
  if (missing === src && !passing) {
    return <span className={styles.missing}>This picture cannot be loaded</span>;
  }
  if (shown === null) return <span className={styles.waiting} role="img" aria-label={alt} />;
  return (
    <img
      className={cx(styles.picture, dimmed && styles.dimmed, contain && styles.contain, className)}
      src={shown}
      alt={alt}
      draggable={false}
    />
  );
}
