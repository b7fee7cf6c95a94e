/**
 * Text typed in a field, until it is kept (Enter, or leaving) or given up (Escape).
 *
 * What cannot be kept is told on Enter; leaving the field gives it up, so that no field is left
 * showing what the document does not have.
 */
import { useState, type ChangeEvent, type FocusEvent, type KeyboardEvent } from "react";
import { isStrayUndo } from "./strayUndo";

type Field = HTMLInputElement | HTMLTextAreaElement;

/** `keep` takes the text, or says in a sentence why it cannot. */
export function useDraft(
  committed: string,
  keep: (text: string) => string | null,
  { multiline = false }: { multiline?: boolean } = {},
) {
  const [draft, setDraft] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);

  function settle(): void {
    setDraft(null);
    setProblem(null);
  }

  /** The sentence, when the draft cannot be kept. */
  function commit(text: string | null): string | null {
    const found = text === null || text === committed ? null : keep(text);
    if (found === null) settle();
    return found;
  }

  const field = {
    value: draft ?? committed,
    /** Tells the board's shortcuts whether there is a draft. */
    "data-committed": committed,
    onChange: (event: ChangeEvent<Field>): void => {
      if (isStrayUndo(event.nativeEvent)) return;
      // What is the same as the value is no draft: the field follows the document again.
      setDraft(event.target.value === committed ? null : event.target.value);
      setProblem(null);
    },
    onBlur: (_event: FocusEvent<Field>): void => {
      if (commit(draft) !== null) settle();
    },
    onKeyDown: (event: KeyboardEvent<Field>): void => {
      if (event.key === "Enter" && !multiline) setProblem(commit(draft));
      else if (event.key === "Escape" && draft !== null) {
        event.stopPropagation();
        settle();
      }
    },
  };
  return { draft, problem, settle, field };
}
