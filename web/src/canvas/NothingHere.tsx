/** Says that everything is elsewhere, once one has gone so far that nothing can be seen. */
import { useStore as useFlow } from "@xyflow/react";
import { useSession } from "../board/context";
import { command } from "../commands/registry";
import { useStore } from "../store/use";
import { Button } from "../ui/Button";
import { EmptyState } from "../ui/States";
import { isAnyInView } from "./inView";
import styles from "./NothingHere.module.css";

export function NothingHere() {
  const session = useSession();
  const uploads = useStore(session.ui.uploads);
  const isLost = useFlow(({ nodes, transform: [x, y, zoom], width, height }) => {
    if (nodes.length === 0 || width === 0) return false;
    const view = { x: -x / zoom, y: -y / zoom, w: width / zoom, h: height / zoom };
    return !isAnyInView(nodes, view);
  });
  if (!isLost || uploads.length > 0) return null;
  return (
    <div className={styles.hint}>
      <EmptyState
        action={<Button onClick={() => command("zoom-fit").run(session)}>Show everything</Button>}
      >
        There is nothing here.
      </EmptyState>
    </div>
  );
}
