/** The state of the link to the server, and what it is called in the interface. */
export type LinkState =
  | { readonly kind: "connecting" }
  | { readonly kind: "saved" }
  | { readonly kind: "saving" }
  | { readonly kind: "offline"; readonly unsaved: boolean }
  | { readonly kind: "refused"; readonly code: string }
  | { readonly kind: "closed"; readonly code: number };

export const SAVED: LinkState = { kind: "saved" };

export function label(state: LinkState, canEdit: boolean): string {
  switch (state.kind) {
    case "connecting":
      return "Connecting…";
    case "saved":
      return canEdit ? "Saved" : "Up to date";
    case "saving":
      return "Saving…";
    case "offline":
      return state.unsaved ? "Offline, changes kept here" : "Offline";
    case "refused":
      return "Not saved";
    case "closed":
      return "Disconnected";
  }
}

export type Remedy = "reload" | "sign-in" | "boards";
export type Notice = {
  readonly sentence: string;
  readonly remedy: Remedy;
  readonly action: string;
};

const RELOAD = { remedy: "reload", action: "Load the board again" } as const;

const CLOSED: Readonly<Record<number, Notice>> = {
  4400: { sentence: "The server could not read what this page sent.", ...RELOAD },
  4401: {
    sentence: "You are signed out. What you typed stays on this page while it is open.",
    remedy: "sign-in",
    action: "Sign in",
  },
  4403: { sentence: "Your access to this board has changed.", ...RELOAD },
  4404: {
    sentence: "This board was deleted, or is no longer shared with you.",
    remedy: "boards",
    action: "Go to your boards",
  },
  4409: { sentence: "This board was restored to another version.", ...RELOAD },
  4413: { sentence: "This board has become too large for the server.", ...RELOAD },
};

/** What stands over the board when the link will not mend by itself. */
export function notice(state: LinkState): Notice | null {
  if (state.kind === "refused") return { sentence: refusalOf(state.code), ...RELOAD };
  if (state.kind !== "closed") return null;
  return CLOSED[state.code] ?? { sentence: "The server closed this board.", ...RELOAD };
}

function refusalOf(code: string): string {
  if (code === "role") return "You can look at this board but no longer change it.";
  return "The server did not accept your last change. Everything before it is saved.";
}
