/** What stands over the board when something is not as it should be, and what to do about it. */
import { useLocation } from "wouter";
import { useSession } from "../board/context";
import { useStore } from "../store/use";
import { notice, type Remedy } from "../sync/state";
import { Button } from "../ui/Button";
import { Banner } from "../ui/States";
import { toast } from "../ui/Toast";
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
              Download what you see
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

/** What the server says of itself. */
function ServerState() {
  const { presence, canEdit } = useSession();
  const renderer = useStore(presence.renderer);
  const storage = useStore(presence.storage);
  if (storage !== null) {
    return (
      <Banner kind="warn">
        {canEdit
          ? "The server cannot save just now: your changes are kept here and are sent when it can."
          : "The server cannot save just now."}{" "}
        {storage}
      </Banner>
    );
  }
  if (!renderer || renderer.state === "ready") return null;
  const failed = renderer.state === "failed";
  return (
    <Banner kind={failed ? "warn" : "plain"}>
      {failed
        ? renderer.reason || "Renders are not available. Ask who runs this server."
        : "Renders are starting…"}
    </Banner>
  );
}

/** What the server did not accept, each until it has been read. */
function Losses() {
  const { losses } = useSession();
  const lost = useStore(losses);
  const copy = (text: string): void => {
    navigator.clipboard.writeText(text).then(
      () => toast("Copied."),
      () => toast("The browser did not let it be copied.", { kind: "bad" }),
    );
  };
  return lost.map(({ id, sentence, text }) => (
    <Banner
      key={id}
      kind="bad"
      action={
        <span className={styles.actions}>
          {text !== "" && <Button onClick={() => copy(text)}>Copy it</Button>}
          <Button onClick={() => losses.set(losses.get().filter((loss) => loss.id !== id))}>
            Dismiss
          </Button>
        </span>
      }
    >
      {sentence}
    </Banner>
  ));
}
