/** What stands over the board when something is not as it should be, and what to do about it. */
import { useLocation } from "wouter";
import { useSession } from "../board/context";
import { useStore } from "../store/use";
import { notice, type Remedy } from "../sync/state";
import { Button } from "../ui/Button";
import { Banner } from "../ui/States";
import styles from "./Banners.module.css";

/** `reload` opens the board anew, from what the server has. */
export function Banners({ reload }: { reload: () => void }) {
  const { link, presence, board } = useSession();
  const [, navigate] = useLocation();
  const trouble = notice(useStore(link.state));
  const renderer = useStore(presence.renderer);
  const remedies: Record<Remedy, () => void> = {
    reload,
    "sign-in": () => navigate(`/sign-in?next=${encodeURIComponent(`/boards/${board.id}`)}`),
    boards: () => navigate("/"),
  };
  if (trouble) {
    return (
      <div className={styles.banners}>
        <Banner
          kind="bad"
          action={
            <Button kind="primary" onClick={remedies[trouble.remedy]}>
              {trouble.action}
            </Button>
          }
        >
          {trouble.sentence}
        </Banner>
      </div>
    );
  }
  if (!renderer || renderer.state === "ready") return null;
  const failed = renderer.state === "failed";
  return (
    <div className={styles.banners}>
      <Banner kind={failed ? "warn" : "plain"}>
        {failed
          ? renderer.reason || "Renders are not available. Ask who runs this server."
          : "Renders are starting…"}
      </Banner>
    </div>
  );
}
