/** Which theme is on: the system's, or the one this browser was told to keep. */
import { useSyncExternalStore } from "react";

export type Theme = "system" | "light" | "dark";

const KEY = "atelier.theme";
const listeners = new Set<() => void>();

function readTheme(): Theme {
  try {
    const stored = localStorage.getItem(KEY);
    return stored === "light" || stored === "dark" ? stored : "system";
  } catch {
    return "system"; // Storage is refused in some private windows.
  }
}

let theme: Theme = readTheme();

/** Puts the theme on the page; before the first paint the script in index.html does the same. */
function applyTheme(): void {
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

export function setTheme(next: Theme): void {
  theme = next;
  try {
    localStorage.setItem(KEY, next);
  } catch {
    // The choice then lasts as long as the page.
  }
  applyTheme();
  listeners.forEach((tell) => tell());
}

function subscribe(tell: () => void): () => void {
  const system = matchMedia("(prefers-color-scheme: dark)");
  listeners.add(tell);
  system.addEventListener("change", tell);
  return () => {
    listeners.delete(tell);
    system.removeEventListener("change", tell);
  };
}

export function useTheme(): Theme {
  return useSyncExternalStore(subscribe, () => theme);
}

/** Whether the page is dark now, for what is drawn on a `<canvas>` and must be drawn anew. */
export function useIsDark(): boolean {
  return useSyncExternalStore(
    subscribe,
    () =>
      theme === "dark" ||
      (theme === "system" && matchMedia("(prefers-color-scheme: dark)").matches),
  );
}

export function rootStyle(): CSSStyleDeclaration {
  return getComputedStyle(document.documentElement);
}

/** A colour such as `var(--accent)`, as what a canvas understands it to be right now. */
export function resolveColor(css: string): string {
  const probe = document.createElement("span");
  probe.style.display = "none";
  probe.style.color = css;
  document.body.append(probe);
  const color = getComputedStyle(probe).color;
  probe.remove();
  return color;
}
