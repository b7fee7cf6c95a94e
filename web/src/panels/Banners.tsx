/** What stands over the board when something is not as it should be, and what to do about it. */
import { useEffect, useState } from "react";
import { useLocation } from "wouter";
import { useSession } from "../board/context";
import { copyText } from "../errors/copyText";
import { t } from "../i18n/i18n";
import { useStore } from "../store/use";
import { notice, type Remedy } from "../sync/state";
import { Button } from "../ui/Button";
import { Banner } from "../ui/States";
import styles from "./Banners.module.css";
import { download } from "./keepAside";
import { OlderCopies } from "./OlderCopies";

/** `reload` opens the board anew, from what the server has. */
export function Banners({ reload }: { reload: () => void }) {
  const { link } = useSession();
  const isTrouble = notice(useStore(link.state)) !== null;
  return (
    <div className={styles.banners}>
      {isTrouble ? <Trouble reload={reload} /> : <ServerState />}
      <Away />
      <Losses />
      <OlderCopies />
    </div>
  );
}

function Trouble({ reload }: { reload: () => void }) {
  const { link, view, board, letGo } = useSession();
  const [, navigate] = useLocation();
  const trouble = notice(useStore(link.state));
  if (!trouble) return null;
  const remedies: Record<Remedy, () => void> = {
    reload,
    "sign-in": () => navigate(`/sign-in?next=${encodeURIComponent(`/boards/${board.id}`)}`),
    boards: () => navigate("/"),
    "let-go": letGo,
  };
  return (
    <Banner
      kind="bad"
      action={
        <span className={styles.actions}>
          {trouble.keep && (
            <Button onClick={() => download(board.title, { nodes: view.all() })}>
              {t("Download what you see")}
            </Button>
          )}
          <Button kind="primary" onClick={remedies[trouble.remedy]}>
            {trouble.action}
          </Button>
        </span>
      }
    >
      {trouble.sentence}
    </Banner>
  );
}

/** A line that comes right back need not be told of. */
const GONE_MS = 2_500;

/** No server just now: what that means for what one does. */
function Away() {
  const { link, canEdit } = useSession();
  const isOffline = useStore(link.state).kind === "offline";
  const [isGone, setGone] = useState(false);
  useEffect(() => {
    if (!isOffline) return undefined;
    const timer = setTimeout(() => setGone(true), GONE_MS);
    return () => {
      clearTimeout(timer);
      setGone(false);
    };
  }, [isOffline]);
  if (!isOffline || !isGone) return null;
  return (
    <Banner kind="plain" action={<Button onClick={() => link.reopen()}>{t("Try now")}</Button>}>
      {canEdit
        ? t(
            "The server cannot be reached. You can go on: what you change is kept in this browser and sent when it is back.",
          )
        : t(
            "The server cannot be reached. You see the board as it was last; it goes on when the server is back.",
          )}
    </Banner>
  );
}

/** What the server says of itself. */
function ServerState() {
  const { presence, canEdit } = useSession();
  const renderer = useStore(presence.renderer);
  const storage = useStore(presence.storage);
  if (storage !== null) {
    return (
      <Banner kind="warn">
        {canEdit
          ? t(
              "The server cannot save just now: your changes are kept here and are sent when it can.",
            )
          : t("The server cannot save just now.")}{" "}
        {storage}
      </Banner>
    );
  }
  if (!renderer || renderer.state === "ready") return null;
  const failed = renderer.state === "failed";
  return (
    <Banner kind={failed ? "warn" : "plain"}>
      {failed
        ? renderer.reason || t("Renders are not available. Ask who runs this server.")
        : t("Renders are starting…")}
    </Banner>
  );
}

/** What the server did not accept, each until it has been read. */
function Losses() {
  const { losses } = useSession();
  const lost = useStore(losses);
  return lost.map(({ id, sentence, text }) => (
    <Banner
      key={id}
      kind="bad"
      action={
        <span className={styles.actions}>
          {text !== "" && <Button onClick={() => copyText(text)}>{t("Copy it")}</Button>}
          <Button onClick={() => losses.set(losses.get().filter((loss) => loss.id !== id))}>
            {t("Dismiss")}
          </Button>
        </span>
      }
    >
      {sentence}
    </Banner>
  ));
}
