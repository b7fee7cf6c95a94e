/** The bar over the board: where one is, whether it is saved, who is here, sharing. */
import { PanelLeft, Redo2, Share2, Undo2 } from "lucide-react";
import { Suspense } from "react";
import { Link } from "wouter";
import { useDrawn, useSession } from "../board/context";
import { command } from "../commands/registry";
import { shortcutLabel } from "../commands/shortcut";
import { fetched, lazyPart } from "../errors/lazyPart";
import { t } from "../i18n/i18n";
import { AccountMenu } from "../pages/account/AccountMenu";
import { useStore } from "../store/use";
import { Button, IconButton } from "../ui/Button";
import { Tooltip } from "../ui/Tooltip";
import { BoardTitle } from "./BoardTitle";
import { RunControls } from "./RunControls";
import styles from "./Header.module.css";
import { SavedState } from "./SavedState";

/** Nobody else is here before the board is. */
const People = lazyPart(
  fetched(() => import("../presence/People")),
  (part) => part.default,
);

export function Header() {
  const { canEdit, ui } = useSession();
  const isDrawn = useDrawn();
  return (
    <header className={styles.header} data-covers="top">
      <div className={styles.group}>
        <Tooltip label={t("All boards")}>
          <Link href="/" className={styles.back} aria-label={t("All boards")}>
            <PanelLeft size={16} aria-hidden />
          </Link>
        </Tooltip>
        <BoardTitle />
        <SavedState />
        {!canEdit && <span className={styles.chip}>{t("View only")}</span>}
        {canEdit && <History />}
      </div>
      <div className={styles.group}>
        <RunControls />
        <Suspense>{isDrawn && <People />}</Suspense>
        <Button
          kind="secondary"
          icon={Share2}
          className={styles.share}
          aria-label={t("Share")}
          onClick={() => ui.share.set(true)}
        >
          <span>{t("Share")}</span>
        </Button>
        <AccountMenu />
      </div>
    </header>
  );
}

function History() {
  const session = useSession();
  const can = useStore(session.undo.can);
  return (["undo", "redo"] as const).map((id) => {
    const { title, shortcut, run } = command(id);
    return (
      <IconButton
        key={id}
        icon={id === "undo" ? Undo2 : Redo2}
        label={t(title)}
        shortcut={shortcutLabel(shortcut?.[0] ?? "")}
        disabled={!can[id]}
        onClick={() => run(session)}
      />
    );
  });
}
