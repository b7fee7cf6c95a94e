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

/** A server that was away is soon back; what is gone is asked for seldom. */
const RETRY_MS = 3_000;
const SELDOM_MS = 60_000;

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

type Shown = { readonly src: string; readonly alt: string };

async function sizeOf(source: string): Promise<Size> {
  const picture = new Image();
  picture.src = source;
  await picture.decode();
  return { w: picture.naturalWidth, h: picture.naturalHeight };
}

/** Whether two addresses are of one picture, in whatever size. */
function isSame(one: string, other: string): boolean {
  return one.split("?")[0] === other.split("?")[0];
}

export function StablePicture(props: StablePictureProps) {
  const { src, small, alt, dimmed, contain, passing = false, className, cut = WHOLE } = props;
  const [shown, setShown] = useState<Shown | null>(null);
  // Every rendition has the same shape, so that of the last one does.
  const [natural, setNatural] = useState<Size>({ w: 1, h: 1 });
  const [missing, setMissing] = useState<string | null>(null);
  const latest = useRef<Latest | null>(null);
  // What each picture is called: one that is shown until the next is there keeps its own words.
  const words = useRef(new Map<string, string>());
  useEffect(() => {
    const decode = async (source: string): Promise<void> => {
      const size = await sizeOf(source);
      setNatural((before) => (before.w === size.w && before.h === size.h ? before : size));
    };
    const show = (source: string): void => {
      setShown({ src: source, alt: words.current.get(source) ?? "" });
      setMissing(null);
      for (const known of words.current.keys()) {
        if (known === source) break;
        words.current.delete(known); // never to be shown
      }
    };
    words.current.delete(src);
    words.current.set(src, alt);
    latest.current ??= new Latest(decode, show, setMissing);
    latest.current.want(src, passing);
  }, [src, alt, passing]);
  const isMissing = missing === src && !passing;
  useEffect(() => {
    if (!isMissing) return undefined;
    let wait = RETRY_MS;
    let timer = setTimeout(function retry() {
      latest.current?.again();
      wait = Math.min(2 * wait, SELDOM_MS);
      timer = setTimeout(retry, wait);
    }, wait);
    return () => clearTimeout(timer);
  }, [isMissing]);
  useEffect(
    () => () => {
      latest.current?.close();
      latest.current = null;
    },
    [],
  );
  // A larger rendition that does not come leaves the one that is seen.
  if (isMissing && !(shown !== null && isSame(shown.src, src))) {
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
  const called = shown.src === src ? alt : shown.alt;
  const looks = cx(styles.picture, dimmed && styles.dimmed, contain && styles.contain, className);
  if (!isWhole(cut)) {
    return (
      <CutPicture
        src={shown.src}
        cut={cut}
        natural={natural}
        alt={called}
        className={looks}
        {...(contain === true ? { contain } : {})}
      />
    );
  }
  return <img className={looks} src={shown.src} alt={called} draggable={false} />;
}
