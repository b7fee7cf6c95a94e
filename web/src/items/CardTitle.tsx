/** The title row of a card: what it is, its name (changed where it stands), and its menu. */
import { Ellipsis } from "lucide-react";
import { useState } from "react";
import { useSession } from "../board/context";
import type { NodeItem } from "../doc/schema";
import { t, text, type Text } from "../i18n/i18n";
import { IconButton } from "../ui/Button";
import { Menu } from "../ui/Menu";
import { ItemIcon } from "./ItemIcon";
import { ItemMenu } from "./ItemMenu";
import styles from "./CardTitle.module.css";
import { NameField } from "./NameField";

const MODE_WORDS: Readonly<Record<string, Text>> = {
  mute: text("Muted"),
  bypass: text("Bypassed"),
};

export function CardTitle({ item, title }: { item: NodeItem; title: string }) {
  const { canEdit, edits } = useSession();
  const [naming, setNaming] = useState(false);
  const mode = MODE_WORDS[item.mode ?? ""];
  return (
    <div className={styles.title} data-chrome="">
      <ItemIcon type={item.type} className={styles.icon} />
      {naming ? (
        <NameField
          value={title}
          label={t("Name of the node")}
          onDone={(name) => {
            setNaming(false);
            if (name !== null && name !== title) edits.rename(item.id, name);
          }}
        />
      ) : (
        <span
          className={styles.name}
          title={title}
          onDoubleClick={() => {
            if (canEdit) setNaming(true);
          }}
        >
          {title}
        </span>
      )}
      {mode && <span className={styles.mode}>{t(mode)}</span>}
      {canEdit && (
        <span className="nodrag">
          <Menu
            align="end"
            trigger={
              <IconButton
                icon={Ellipsis}
                label={t("Menu of {title}", { title })}
                className={styles.menu}
              />
            }
          >
            <ItemMenu item={item} rename={() => setNaming(true)} />
          </Menu>
        </span>
      )}
    </div>
  );
}
