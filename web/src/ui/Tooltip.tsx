/**
 * A word about a control, after a short wait; never the only place where something is said.
 *
 * There are many on a board and one is seen at a time: until then each costs no more than the
 * listeners it adds to its control, and what draws it has not been fetched.
 */
import {
  cloneElement,
  lazy,
  Suspense,
  useState,
  type FocusEvent,
  type PointerEvent,
  type ReactElement,
  type ReactNode,
} from "react";
import { tips } from "./tips";

const TooltipBox = lazy(() => import("./TooltipBox"));

export type Side = "top" | "right" | "bottom" | "left";

export type TooltipProps = {
  label: ReactNode;
  shortcut?: string | undefined;
  side?: Side | undefined;
  children: ReactElement;
};

type Handler<Event> = ((event: Event) => void) | undefined;
type Listeners = {
  onPointerEnter?: Handler<PointerEvent>;
  onPointerLeave?: Handler<PointerEvent>;
  onPointerDown?: Handler<PointerEvent>;
  onFocus?: Handler<FocusEvent>;
  onBlur?: Handler<FocusEvent>;
};

export function Tooltip({ label, shortcut, side = "bottom", children }: TooltipProps) {
  const [over, setOver] = useState<Element | null>(null);
  const own = children.props as Listeners;
  const control = cloneElement(children as ReactElement<Listeners>, {
    onPointerEnter: both(own.onPointerEnter, ({ currentTarget, pointerType }) => {
      if (pointerType !== "touch") tips.enter(currentTarget, setOver);
    }),
    onPointerLeave: both(own.onPointerLeave, () => tips.leave()),
    onPointerDown: both(own.onPointerDown, () => tips.close()),
    // A control that gets the focus back from a menu or a dialog need not explain itself again.
    onFocus: both(own.onFocus, ({ currentTarget }) => {
      if (currentTarget.matches(":focus-visible")) tips.open(currentTarget, setOver);
    }),
    onBlur: both(own.onBlur, () => tips.close()),
  });
  return (
    <>
      {control}
      {over && (
        <Suspense>
          <TooltipBox anchor={over} side={side} shortcut={shortcut}>
            {label}
          </TooltipBox>
        </Suspense>
      )}
    </>
  );
}

function both<Event>(first: Handler<Event>, second: (event: Event) => void) {
  return (event: Event): void => {
    first?.(event);
    second(event);
  };
}
