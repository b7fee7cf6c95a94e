/** The tokens as a canvas can use them: resolved once, so each theme has a palette of its own. */
import type { PortType } from "../../api/types";
import { resolveColor, rootStyle } from "../../ui/theme";

export class Palette {
  private readonly known = new Map<string, string>();

  constructor(readonly isDark: boolean) {}

  /** Any colour that a stylesheet understands, as one that a canvas does. */
  readonly of = (css: string): string => {
    const before = this.known.get(css);
    if (before !== undefined) return before;
    const color = resolveColor(css);
    this.known.set(css, color);
    return color;
  };

  token(name: string): string {
    const before = this.known.get(name);
    if (before !== undefined) return before;
    // Most are told as they are: asking for a style anew, for each, makes the page lay itself out.
    const told = rootStyle().getPropertyValue(`--${name}`).trim();
    const color = told.startsWith("#") ? told : this.of(`var(--${name})`);
    this.known.set(name, color);
    return color;
  }

  port(type: PortType | null): string {
    return this.token(type === null ? "text-faint" : `port-${type}`);
  }
}
