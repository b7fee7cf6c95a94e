/** Pictures on their way to the server, where they will lie, with how far they are. */
import { ViewportPortal } from "@xyflow/react";
import { useSession } from "../board/context";
import { t } from "../i18n/i18n";
import { useStore } from "../store/use";
import styles from "./Uploads.module.css";

export function Uploads() {
  const { ui } = useSession();
  const uploads = useStore(ui.uploads);
  return (
    <ViewportPortal>
      {uploads.map(({ id, name, preview, box, fraction }) => (
        <div
          key={id}
          className={styles.upload}
          role="progressbar"
          aria-label={t("Uploading {name}", { name })}
          aria-valuenow={Math.round(fraction * 100)}
          style={{ transform: `translate(${box.x}px, ${box.y}px)`, width: box.w, height: box.h }}
        >
          <img src={preview} alt="" />
          <span style={{ transform: `scaleX(${fraction})` }} />
        </div>
      ))}
    </ViewportPortal>
  );
}
