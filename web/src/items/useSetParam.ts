/**
 * Puts changed parameters into the document: at once when a gesture ends, and while a hand is still
 * moving only so often that renders can follow and the document's history stays small.
 */
import { useEffect, useMemo } from "react";
import { useSession } from "../board/context";
import type { ChangeParam } from "../forms/ParamForm";
import { Paced } from "./paced";

export function useSetParam(id: string): ChangeParam {
  const { edits } = useSession();
  const paced = useMemo(
    () => new Paced((name, value) => edits.setParam(id, name, value)),
    [edits, id],
  );
  useEffect(() => () => paced.flush(), [paced]);
  return useMemo(
    () => (name, value, options) => paced.set(name, value, options?.transient === true),
    [paced],
  );
}
