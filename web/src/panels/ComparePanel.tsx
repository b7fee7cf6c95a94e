/** Two pictures in one place, and a line between them that is moved by hand or by the arrow keys. */
import { X } from "lucide-react";
import { Dialog } from "radix-ui";
import { useState, type CSSProperties } from "react";
import { assetAddress } from "../api/upload";
import { useNode, useResult, useSession } from "../board/context";
import type { Compared } from "../board/ui";
import { titleOf } from "../doc/catalog";
import { WHOLE } from "../doc/cut";
import type { Cut } from "../doc/schema";
import { t } from "../i18n/i18n";
import { StablePicture } from "../items/StablePicture";
import { assetOf, cutOf } from "../palette/asset";
import { useStore } from "../store/use";
import { IconButton } from "../ui/Button";
import { useFocusBack } from "../ui/useFocusBack";
import styles from "./ComparePanel.module.css";

export default function ComparePanel() {
  const { ui } = useSession();
  const pair = useStore(ui.compare);
  const focusBack = useFocusBack();
  if (!pair) return null;
  const [before, after] = pair;
  return (
    <Dialog.Root open onOpenChange={() => ui.compare.set(null)}>
      <Dialog.Portal>
        <Dialog.Overlay className={styles.ground} />
        <Dialog.Content
          className={styles.panel}
          aria-modal
          aria-describedby={undefined}
          {...focusBack}
        >
          <Comparison before={before} after={after} />
          <Dialog.Close asChild>
            <IconButton icon={X} label={t("Close")} className={styles.close} />
          </Dialog.Close>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Comparison({ before, after }: { before: Compared; after: Compared }) {
  const [share, setShare] = useState(50);
  const [left, right] = [useShown(before), useShown(after)];
  return (
    <>
      <Dialog.Title className={styles.titles}>
        <span>{left.title}</span>
        <span>{right.title}</span>
      </Dialog.Title>
      <div className={styles.pictures} style={{ "--share": `${share}%` } as CSSProperties}>
        {right.source !== null && (
          <StablePicture src={right.source} alt={right.title} cut={right.cut} contain />
        )}
        {left.source !== null && (
          <StablePicture
            src={left.source}
            alt={left.title}
            cut={left.cut}
            contain
            className={styles.left}
          />
        )}
        <input
          type="range"
          className={styles.range}
          min={0}
          max={100}
          value={share}
          autoFocus
          aria-label={t("How much of {title} is seen", { title: left.title })}
          aria-valuetext={`${share} %`}
          onChange={(event) => setShare(Number(event.target.value))}
        />
        <span className={styles.line} />
      </div>
    </>
  );
}

/** What the item shows now: a render that ends meanwhile is compared at once. */
function useShown(compared: Compared): { title: string; source: string | null; cut: Cut } {
  const session = useSession();
  const id = typeof compared === "string" ? compared : "";
  const item = useNode(id);
  useResult(id);
  if (typeof compared !== "string") {
    const { title, picture } = compared;
    const source = assetAddress(session.board.id, picture.asset);
    return { title, source, cut: picture.cut ?? WHOLE };
  }
  const asset = assetOf(session, id);
  return {
    title: item ? titleOf(item, session.catalog) : t("Deleted"),
    source: asset === null ? null : assetAddress(session.board.id, asset),
    cut: cutOf(session, id),
  };
}
