/** Tells the server's log of what breaks outside of drawing: in a listener, or in a promise. */
import { ApiProblem } from "../api/client";
import { tell } from "./tell";

/** Says nothing of ours: browsers tell it of layouts that settle a frame later. */
const HARMLESS = "ResizeObserver loop";

export function watchErrors(): void {
  addEventListener("error", ({ error, message }) => {
    if (!message.startsWith(HARMLESS)) {
      tell({ where: "page", error: error ?? message, components: "" });
    }
  });
  addEventListener("unhandledrejection", ({ reason }) => {
    // What the server refused or could not be asked is told where it was asked.
    if (reason instanceof ApiProblem) return;
    if (reason instanceof DOMException && reason.name === "AbortError") return;
    tell({ where: "promise", error: reason, components: "" });
  });
}
