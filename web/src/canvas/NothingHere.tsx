/** Says that everything is elsewhere, once one has gone so far that nothing can be seen. */
import { useEffect, useState } from "react";
import { useSession } from "../board/context";
import { command } from "../commands/registry";
import { t } from "../i18n/i18n";
import { useStore } from "../store/use";
import { Button } from "../ui/Button";
import { EmptyState } from "../ui/States";
import { useStage } from "./stage";
import styles from "./NothingHere.module.css";

export function NothingHere() {
  const session = useSession();
  const uploads = useStore(session.ui.uploads);
  const isLost = useIsLost();
  if (!isLost || uploads.length > 0) return null;
  return (
    <div className={styles.hint}>
      <EmptyState
        action={
          <Button onClick={() => command("zoom-fit").run(session)}>{t("Show everything")}</Button>
        }
      >
        {t("There is nothing here.")}
      </EmptyState>
    </div>
  );
}

function useIsLost(): boolean {
  const { scene, seen } = useStage();
  const [isLost, setLost] = useState(false);
  useEffect(() => {
    const look = (): void => {
      scene.refresh();
      const area = seen.get();
      setLost(scene.size > 0 && area.w > 0 && scene.spatial.within(area).size === 0);
    };
    look();
    const stop = [seen.subscribe(look), scene.subscribe(look)];
    return () => stop.forEach((end) => end());
  }, [scene, seen]);
  return isLost;
}
