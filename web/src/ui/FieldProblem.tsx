/** Why what was typed cannot be kept: beside the field, over no other one. */
import { Suspense, type ReactNode } from "react";
import { fetched, lazyPart } from "../errors/lazyPart";

export const loadFieldProblem = fetched(() => import("./Problem"));
const Problem = lazyPart(loadFieldProblem, (parts) => parts.default);

export type FieldProblemProps = { id: string; problem: string | null; children: ReactNode };

export function FieldProblem({ id, problem, children }: FieldProblemProps) {
  return (
    <>
      {children}
      {problem !== null && (
        <Suspense>
          <Problem id={id}>{problem}</Problem>
        </Suspense>
      )}
    </>
  );
}
