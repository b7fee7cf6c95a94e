/** Gives the focus back to where it was before something that no button of the page opens. */
import { useRef } from "react";

export function useFocusBack() {
  const before = useRef<Element | null>(null);
  return {
    onOpenAutoFocus: (): void => {
      before.current = document.activeElement;
    },
    onCloseAutoFocus: (event: Event): void => {
      event.preventDefault();
      giveFocusTo(before.current);
    },
  };
}

/** Unless something has it already, such as what was opened meanwhile. */
export function giveFocusTo(place: Element | null): void {
  const { activeElement, body } = document;
  if (activeElement !== null && activeElement !== body) return;
  if (place instanceof HTMLElement || place instanceof SVGElement) {
    place.focus({ preventScroll: true });
  }
}
