/** The state of the link to the server, and what it is called in the interface. */
import { t, text, type Text, tn } from "../i18n/i18n";
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
      return t("Connecting…");
    case "saved":
      return canEdit ? t("Saved") : t("Up to date");
    case "saving":
      return t("Saving…");
    case "offline":
      return state.changes > 0
        ? tn(state.changes, "Offline, 1 change kept here", "Offline, {count} changes kept here")
        : t("Offline");
    case "held":
      return tn(state.changes, "1 change kept here", "{count} changes kept here");
    case "denied":
      return t("Not saved");
    case "closed":
      return t("Disconnected");
  }
}

export function count(changes: number): string {
  return tn(changes, "1 change", "{count} changes");
}

export type Remedy = "reload" | "sign-in" | "boards" | "let-go";
export type Notice = {
  readonly sentence: string;
  readonly remedy: Remedy;
  readonly action: string;
  /** Whether what is shown here is nowhere else, and should be offered to take along. */
  readonly keep: boolean;
};

type Closing = { readonly sentence: Text; readonly remedy: Remedy; readonly action: Text };

const RELOAD = { remedy: "reload", action: text("Load the board again") } as const;

const CLOSED: Readonly<Record<number, Closing>> = {
  4400: { sentence: text("The server could not read what this page sent."), ...RELOAD },
  4401: {
    sentence: text("You are signed out. What you changed is kept in this browser."),
    remedy: "sign-in",
    action: text("Sign in"),
  },
  4403: { sentence: text("Your access to this board has changed."), ...RELOAD },
  4404: {
    sentence: text("This board was deleted, or is no longer shared with you."),
    remedy: "boards",
    action: text("Go to your boards"),
  },
  4409: { sentence: text("This board was restored to another version."), ...RELOAD },
  4413: { sentence: text("This board has become too large for the server."), ...RELOAD },
};

const UNKNOWN: Closing = { sentence: text("The server closed this board."), ...RELOAD };

/** What stands over the board when the link will not mend by itself. */
export function notice(state: LinkState): Notice | null {
  if (state.kind === "denied") return state.changes > 0 ? denied(state.changes) : null;
  if (state.kind !== "closed") return null;
  const { sentence, remedy, action } = CLOSED[state.code] ?? UNKNOWN;
  return { sentence: t(sentence), remedy, action: t(action), keep: state.changes > 0 };
}

function denied(changes: number): Notice {
  return {
    sentence: tn(
      changes,
      "You can look at this board but no longer change it. 1 change of yours was not accepted; you still see it here.",
      "You can look at this board but no longer change it. {count} changes of yours were not accepted; you still see them here.",
    ),
    remedy: "let-go",
    action: t("Show the board as it is"),
    keep: true,
  };
}
