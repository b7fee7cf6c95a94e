/** A picture of which only a part is seen, or that is turned; fills its box, or lies whole in it. */
import { useId } from "react";
import { turnSize } from "../doc/cut";
import type { Cut, Size } from "../doc/schema";

export type CutPictureProps = {
  src: string;
  cut: Cut;
  /** Of the picture itself; only its shape counts. */
  natural: Size;
  alt: string;
  contain?: boolean;
  className?: string | undefined;
};

export function CutPicture({ src, cut, natural, alt, contain, className }: CutPictureProps) {
  const title = useId();
  const { crop, turn } = cut;
  const part = { w: crop.w * natural.w, h: crop.h * natural.h };
  const seen = turnSize(part, turn);
  return (
    <svg
      className={className}
      {...(alt === "" ? { "aria-hidden": true } : { role: "img", "aria-labelledby": title })}
      viewBox={`0 0 ${seen.w} ${seen.h}`}
      preserveAspectRatio={`xMidYMid ${contain === true ? "meet" : "slice"}`}
      data-picture={src}
    >
      {alt !== "" && <title id={title}>{alt}</title>}
      {/* One of its own clips what the crop leaves out. */}
      <svg width={seen.w} height={seen.h}>
        <g transform={transformOf(turn, part)}>
          <image
            href={src}
            x={-crop.x * natural.w}
            y={-crop.y * natural.h}
            width={natural.w}
            height={natural.h}
            preserveAspectRatio="none"
          />
        </g>
      </svg>
    </svg>
  );
}

function transformOf(turn: number, { w, h }: Size): string | undefined {
  if (turn === 90) return `translate(${h} 0) rotate(90)`;
  if (turn === 180) return `translate(${w} ${h}) rotate(180)`;
  if (turn === 270) return `translate(0 ${w}) rotate(270)`;
  return undefined;
}
