/** Which language somebody reads: what they chose in this browser, else what the browser asks for. */
import { type Language, speak } from "./i18n";

const KEY = "atelier.language";

export const LANGUAGES: { value: Language; label: string }[] = [
  { value: "en", label: "English" },
  { value: "tr", label: "Türkçe" },
];

function isKnown(tag: string | null): tag is Language {
  return LANGUAGES.some(({ value }) => value === tag);
}

export function languageOf(kept: string | null, preferred: readonly string[]): Language {
  if (isKnown(kept)) return kept;
  return preferred.map((tag) => tag.split("-", 1)[0] ?? "").find(isKnown) ?? "en";
}

function kept(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null; // Storage is refused in some private windows.
  }
}

/** Has the page speak it from now on; what cannot be loaded is said in English. */
export async function startSpeaking(): Promise<void> {
  const language = languageOf(kept(), navigator.languages);
  if (language === "en") return;
  const loaded = await import("./tr/tr").catch(() => null);
  if (loaded === null) return;
  speak(language, loaded.texts, loaded.served);
  document.documentElement.lang = language;
}

/** What keeps something over loading anew, such as where on the board one looks. */
export const beforeReload = new Set<() => void>();

/** What is drawn does not ask again which language it is; so the page starts anew. */
export function changeLanguage(next: Language): void {
  try {
    localStorage.setItem(KEY, next);
  } catch {
    return; // Nothing would have changed after loading anew.
  }
  beforeReload.forEach((keep) => keep());
  location.reload();
}
