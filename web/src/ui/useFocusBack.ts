/** Gives the focus back to where it was before a dialog that no button of the page opens. */
import { useRef } from "react";

export function useFocusBack() {
  const before = useRef<Element | null>(null);
  return {
    onOpenAutoFocus: (): void => {
      before.current = document.activeElement;
    },
    onCloseAutoFocus: (event: Event): void => {
      event.preventDefault();
      const { activeElement, body } = document;
      // What was done in the dialog may have given it to something already.
      if (activeElement !== null && activeElement !== body) return;
      const place = before.current;
      if (place instanceof HTMLElement || place instanceof SVGElement) {
        place.focus({ preventScroll: true });
      }
    },
  };
}
