/** What stands over the board while people look along, speak at a cursor or react. */
import { useCallback, useEffect, useState, type ReactNode } from "react";
import { useSession } from "../board/context";
import { isEditable } from "../commands/editable";
import { shortcutLabel } from "../commands/shortcut";
import { t } from "../i18n/i18n";
import { useStore } from "../store/use";
import { Avatar } from "../ui/Avatar";
import { Button } from "../ui/Button";
import { inkOn } from "../ui/color";
import { Kbd } from "../ui/Kbd";
import { ChatInput } from "./ChatInput";
import { ReactionPicker } from "./ReactionPicker";
import type { Invitation } from "./together";
import styles from "./TogetherLayer.module.css";

export default function TogetherLayer() {
  const { together } = useSession();
  const speaking = useStore(together.speaking);
  return (
    <>
      <Lead />
      {speaking === "chat" && <ChatInput />}
      {speaking === "reaction" && <ReactionPicker />}
    </>
  );
}

/** The frame around the board in the colour of who leads, and what it means. */
function Lead() {
  const { together, me } = useSession();
  const following = useStore(together.following);
  const presenting = useStore(together.presenting);
  const invitation = useStore(together.invitation);
  if (following && following.why !== "jump") {
    const { person, why } = following;
    return (
      <Frame color={person.color}>
        {why === "presented"
          ? t("{name} presents to you", { name: person.name })
          : t("Following {name}", { name: person.name })}
        <FrameButton label={t("Stop")} keys="Escape" onClick={() => together.leave()} />
      </Frame>
    );
  }
  if (presenting) {
    return (
      <Frame color={me.color}>
        {t("You present to everyone")}
        <FrameButton label={t("Stop")} keys="Shift+W" onClick={() => together.endPresenting()} />
      </Frame>
    );
  }
  return invitation && <Invited key={invitation.client} invitation={invitation} />;
}

function Frame({ color, children }: { color: string; children: ReactNode }) {
  return (
    <div className={styles.frame} style={{ borderColor: color }} data-led="">
      <div className={styles.said} style={{ background: color, color: inkOn(color) }} role="status">
        {children}
      </div>
    </div>
  );
}

function FrameButton(props: { label: string; keys: string; onClick: () => void }) {
  return (
    <button type="button" className={styles.stop} onClick={props.onClick}>
      {props.label}
      <Kbd>{shortcutLabel(props.keys)}</Kbd>
    </button>
  );
}

/** Those who do nothing else are brought along after this; who writes or drags is only asked. */
const BROUGHT_AFTER_SECONDS = 3;

function Invited({ invitation: { person } }: { invitation: Invitation }) {
  const { together } = useSession();
  const accept = useCallback(() => together.accept(), [together]);
  const left = useCountdown(BROUGHT_AFTER_SECONDS, accept);
  return (
    <div className={styles.invitation} data-led="">
      <Avatar person={person} size={24} />
      <span role="status">{t("{name} presents to everyone.", { name: person.name })}</span>
      <Button kind="primary" onClick={accept}>
        {left === null ? t("Look along") : t("Look along ({seconds})", { seconds: left })}
      </Button>
      <Button onClick={() => together.decline()}>{t("Stay here")}</Button>
    </div>
  );
}

/** Seconds until `then`; null, and never, for somebody who is in the middle of something. */
function useCountdown(seconds: number, then: () => void): number | null {
  const { ui } = useSession();
  const [left, setLeft] = useState<number | null>(() => {
    const isBusy = isEditable(document.activeElement) || ui.drag.get().size > 0;
    return isBusy ? null : seconds;
  });
  useEffect(() => {
    if (left === null) return undefined;
    const timer = setTimeout(() => {
      if (isEditable(document.activeElement) || ui.drag.get().size > 0) setLeft(null);
      else if (left > 1) setLeft(left - 1);
      else then();
    }, 1_000);
    return () => clearTimeout(timer);
  }, [left, ui, then]);
  return left;
}
