/**
 * A button whose menu or picker is built when it is first pressed, and fetched when a hand or the
 * focus comes near: a board has many, and few are ever opened.
 */
import {
  cloneElement,
  Suspense,
  useState,
  type ComponentProps,
  type KeyboardEvent,
  type ReactElement,
  type ReactNode,
} from "react";

export type UntilWantedProps = {
  button: ReactElement;
  opens: "menu" | "dialog";
  load: () => Promise<unknown>;
  onOpen?: (() => void) | undefined;
  /** The button with what it opens, open. */
  children: ReactNode;
};

export function UntilWanted({ button, opens, load, onOpen, children }: UntilWantedProps) {
  const [isWanted, setWanted] = useState(false);
  const prepare = (): void => void load().catch(() => undefined);
  const open = (): void => {
    setWanted(true);
    onOpen?.();
  };
  const closed = cloneElement(button as ReactElement<ComponentProps<"button">>, {
    "aria-haspopup": opens,
    "aria-expanded": false,
    onPointerEnter: prepare,
    onFocus: prepare,
    onClick: open,
    onKeyDown: (event: KeyboardEvent) => {
      if (opens !== "menu" || event.key !== "ArrowDown") return;
      event.preventDefault();
      open();
    },
  });
  return isWanted ? <Suspense fallback={closed}>{children}</Suspense> : closed;
}
