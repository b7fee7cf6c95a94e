/** Says what was changed here on an earlier history of the board: kept apart, never merged. */
import { useEffect, useState } from "react";
import { useSession } from "../board/context";
import { t, tn } from "../i18n/i18n";
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
          <Button onClick={() => download(t("{title} before", { title }), copy.nodes)}>
            {t("Download")}
          </Button>
          <Button onClick={() => remove(copy)}>{t("Remove")}</Button>
        </span>
      }
    >
      {tn(
        copy.changes,
        "This board was restored to another version. 1 change you made before that, and that never reached the server, is kept apart in this browser.",
        "This board was restored to another version. {count} changes you made before that, and that never reached the server, are kept apart in this browser.",
      )}
    </Banner>
  ));
}
