/**
 * What people read, in their language. The English text stands where it is used and is its own key,
 * so English needs no catalogue; another language is one file, loaded before anything is drawn.
 * Knows nothing of React, nor of which language somebody wants: that is `language.ts`.
 */
export type Language = "en" | "tr";
export type Values = Readonly<Record<string, string | number>>;
type Forms = Readonly<Partial<Record<Intl.LDMLPluralRule, string>>>;
/** English → what is said instead; of a text with a count, the form for many is the key. */
export type Texts = Readonly<Record<string, string | Forms>>;

declare const isText: unique symbol;
/** A text that waits to be said: modules are evaluated before the language is there. */
export type Text = { readonly [isText]: true };

let texts: Texts = {};
let translateServed = (text: string): string => text;
let rules = new Intl.PluralRules("en");

export let language: Language = "en";

/** Once, before anything is drawn. */
export function speak(next: Language, said: Texts, served: (text: string) => string): void {
  language = next;
  texts = said;
  translateServed = served;
  rules = new Intl.PluralRules(next);
}

/** `text` in the person's language; a `{name}` in it stands for the value of that name. */
export function t(text: string | Text, values?: Values): string {
  const said = texts[text as string];
  return filled(typeof said === "string" ? said : (text as string), values);
}

/** A text of a constant, to be said with `t` where it is shown. */
export function text(english: string): Text {
  return english as unknown as Text;
}

/** The same for a text with a `{count}`: English has one form for one thing, and one for many. */
export function tn(count: number, one: string, many: string, values?: Values): string {
  const said = texts[many];
  const english = count === 1 ? one : many;
  const form = typeof said === "object" ? (said[rules.select(count)] ?? said.other) : said;
  return filled(form ?? english, { count, ...values });
}

/** A sentence of the server's, who speaks English: a node's title, a problem, a refusal. */
export function fromServer(text: string): string {
  return translateServed(text);
}

export function filled(text: string, values?: Values): string {
  if (values === undefined) return text;
  return text.replace(/\{(\w+)\}/g, (gap, name: string) => String(values[name] ?? gap));
}
