/**
 * Puts changed parameters into the document: at once when a gesture ends, and while a hand is still
 * moving only so often that renders can follow and the document's history stays small.
 */
import { useEffect, useMemo } from "react";
import { useSession } from "../board/context";
import type { ChangeParam } from "../forms/ParamForm";
import { Paced } from "./paced";

export function useSetParam(id: string): ChangeParam {
  const ids = useMemo(() => [id], [id]);
  return useSetParams(ids);
}

/** The same for several nodes at once; `ids` is the same list as long as its items are. */
export function useSetParams(ids: readonly string[]): ChangeParam {
  const { edits } = useSession();
  const paced = useMemo(
    () => new Paced((name, value) => edits.setParams(ids, name, value)),
    [edits, ids],
  );
  useEffect(() => () => paced.flush(), [paced]);
  return useMemo(
    () => (name, value, options) => paced.set(name, value, options?.transient === true),
    [paced],
  );
}
