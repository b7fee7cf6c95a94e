/** An empty board: one sentence, and the one action that helps. */
import { LayoutTemplate, Plus } from "lucide-react";
import { useNodeCount, useSession } from "../board/context";
import { command } from "../commands/registry";
import { t } from "../i18n/i18n";
import { useStore } from "../store/use";
import { Button } from "../ui/Button";
import { EmptyState } from "../ui/States";
import styles from "./EmptyBoard.module.css";

export function EmptyBoard() {
  const session = useSession();
  const { canEdit, link, ui } = session;
  const count = useNodeCount();
  const loaded = useStore(link.loaded);
  const uploads = useStore(ui.uploads);
  if (!loaded || count > 0 || uploads.length > 0) return null;
  return (
    <div className={styles.empty}>
      {canEdit ? (
        <EmptyState
          action={
            <div className={styles.actions}>
              <Button kind="primary" icon={Plus} onClick={() => command("add-node").run(session)}>
                {t("Add the first node")}
              </Button>
              <Button icon={LayoutTemplate} onClick={() => command("templates").run(session)}>
                {t("Start from a template")}
              </Button>
            </div>
          }
        >
          {t("Drop pictures anywhere, or double-click to add a node.")}
        </EmptyState>
      ) : (
        <EmptyState>{t("There is nothing on this board yet.")}</EmptyState>
      )}
    </div>
  );
}
