/** The state of the link to the server, and what it is called in the interface. */
export type LinkState =
  | { readonly kind: "connecting" }
  | { readonly kind: "saved" }
  | { readonly kind: "saving" }
  /** No server; `changes` were made here since it was last heard. */
  | { readonly kind: "offline"; readonly changes: number }
  /** There is a server, and it cannot save. */
  | { readonly kind: "held"; readonly changes: number }
  /** The server will not take changes of this person. */
  | { readonly kind: "denied"; readonly changes: number }
  | { readonly kind: "closed"; readonly code: number; readonly changes: number };

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
      return state.changes > 0 ? `Offline, ${count(state.changes)} kept here` : "Offline";
    case "held":
      return `${count(state.changes)} kept here`;
    case "denied":
      return "Not saved";
    case "closed":
      return "Disconnected";
  }
}

export function count(changes: number): string {
  return changes === 1 ? "1 change" : `${changes} changes`;
}

export type Remedy = "reload" | "sign-in" | "boards" | "let-go";
export type Notice = {
  readonly sentence: string;
  readonly remedy: Remedy;
  readonly action: string;
  /** Whether what is shown here is nowhere else, and should be offered to take along. */
  readonly keep: boolean;
};

const RELOAD = { remedy: "reload", action: "Load the board again" } as const;

const CLOSED: Readonly<Record<number, Omit<Notice, "keep">>> = {
  4400: { sentence: "The server could not read what this page sent.", ...RELOAD },
  4401: {
    sentence: "You are signed out. What you changed is kept in this browser.",
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
  if (state.kind === "denied") return state.changes > 0 ? denied(state.changes) : null;
  if (state.kind !== "closed") return null;
  const known = CLOSED[state.code] ?? { sentence: "The server closed this board.", ...RELOAD };
  return { ...known, keep: state.changes > 0 };
}

function denied(changes: number): Notice {
  const were = changes === 1 ? "was" : "were";
  return {
    sentence: `You can look at this board but no longer change it. ${count(changes)} of yours ${were} not accepted; you still see ${changes === 1 ? "it" : "them"} here.`,
    remedy: "let-go",
    action: "Show the board as it is",
    keep: true,
  };
}
