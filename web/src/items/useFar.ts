/** Whether the board is seen from so far away that nothing small can be read or hit. */
import { useStore } from "@xyflow/react";

const FAR_ZOOM = 0.35;

export function useFar(): boolean {
  return useStore(({ transform }) => transform[2] < FAR_ZOOM);
}
