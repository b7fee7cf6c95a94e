/** Why what was typed cannot be kept: beside the field, over no other one. */
import { Popover } from "radix-ui";
import type { ReactNode } from "react";
import field from "./field.module.css";

export type FieldProblemProps = { id: string; problem: string | null; children: ReactNode };

const stay = (event: Event): void => event.preventDefault();

export function FieldProblem({ id, problem, children }: FieldProblemProps) {
  return (
    <Popover.Root open={problem !== null}>
      <Popover.Anchor asChild>{children}</Popover.Anchor>
      <Popover.Portal>
        <Popover.Content
          id={id}
          role="alert"
          className={field.rowError}
          side="right"
          sideOffset={20}
          collisionPadding={8}
          updatePositionStrategy="always"
          onOpenAutoFocus={stay}
          onCloseAutoFocus={stay}
          onEscapeKeyDown={stay}
        >
          {problem}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
