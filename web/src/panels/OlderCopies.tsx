/** Says what was changed here on an earlier history of the board: kept apart, never merged. */
import { useEffect, useState } from "react";
import { useSession } from "../board/context";
import { count } from "../sync/state";
import { Button } from "../ui/Button";
import { Banner } from "../ui/States";
import styles from "./Banners.module.css";
import { download, olderCopies, removeOlder, type OlderCopy } from "./keepAside";

export function OlderCopies() {
  const { board, me } = useSession();
  const { id, epoch, title } = board;
  const [copies, setCopies] = useState<readonly OlderCopy[]>([]);
  useEffect(() => {
    let isHere = true;
    olderCopies({ account: me.id, board: id, epoch })
      .then((found) => isHere && setCopies(found))
      .catch((error: unknown) => console.warn("Older copies could not be read:", error));
    return () => {
      isHere = false;
    };
  }, [me.id, id, epoch]);
  const remove = (copy: OlderCopy): void => {
    setCopies(copies.filter((other) => other !== copy));
    void removeOlder(copy);
  };
  return copies.map((copy) => (
    <Banner
      key={copy.id.epoch}
      kind="warn"
      action={
        <span className={styles.actions}>
          <Button onClick={() => download(`${title} before`, copy.nodes)}>Download</Button>
          <Button onClick={() => remove(copy)}>Remove</Button>
        </span>
      }
    >
      This board was restored to another version. {count(copy.changes)} you made before that, and
      that never reached the server, {copy.changes === 1 ? "is" : "are"} kept apart in this browser.
    </Banner>
  ));
}
