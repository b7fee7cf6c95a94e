/** Who else writes in an item, for the components that draw it. */
import { useCallback, useSyncExternalStore } from "react";
import { useSession } from "../board/context";
import type { Editor } from "./editors";

/** Wakes when somebody comes or goes, not for each move of a caret. */
export function useEditors(node: string): readonly Editor[] {
  const { presence } = useSession();
  const subscribe = useCallback(
    (listener: () => void) => presence.subscribe(`editing:${node}`, listener),
    [presence, node],
  );
  return useSyncExternalStore(subscribe, () => presence.editorsOf(node));
}

/** Each of them once, however many tabs they write in. */
export function namesOf(editors: readonly Editor[]): string {
  return [...new Set(editors.map(({ person }) => person.name))].join(", ");
}
