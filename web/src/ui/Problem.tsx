/** What is wrong with the field that stands right before it. */
import { Popover } from "radix-ui";
import { useRef, type ReactNode } from "react";
import field from "./field.module.css";

const stay = (event: Event): void => event.preventDefault();

export default function Problem({ id, children }: { id: string; children: ReactNode }) {
  const mark = useRef<HTMLSpanElement>(null);
  const anchor = useRef({
    getBoundingClientRect: () =>
      (mark.current?.previousElementSibling ?? document.body).getBoundingClientRect(),
  });
  return (
    <>
      <span ref={mark} hidden />
      <Popover.Root open>
        <Popover.Anchor virtualRef={anchor} />
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
            {children}
          </Popover.Content>
        </Popover.Portal>
      </Popover.Root>
    </>
  );
}
