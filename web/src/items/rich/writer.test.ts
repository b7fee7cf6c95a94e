import { expect, test } from "vitest";
import * as Y from "yjs";
import { plain } from "../../doc/read";
import { Writer, type Range } from "./writer";

/** Somebody at a note: what is typed is their own letter, so that it can be found again. */
class Somebody {
  readonly doc = new Y.Doc();
  readonly text = this.doc.getText("t");
  readonly waiting: Uint8Array[] = [];
  readonly writer: Writer;
  /** Their letters in the order they typed them. */
  typed = "";
  private browser: { words: string; from: number; to: number } | null = null;

  constructor(
    private readonly letters: string,
    id: number,
  ) {
    this.doc.clientID = id;
    const write = (text: Y.Text, change: (text: Y.Text) => void): void =>
      this.doc.transact(() => change(text), "own");
    this.writer = new Writer(
      this.text,
      { type: write, format: write },
      { selected: () => null, draw: () => undefined },
    );
  }

  hear(update: Uint8Array): void {
    Y.applyUpdate(this.doc, update, "others");
  }

  next(random: () => number): string {
    return this.letters[Math.floor(random() * this.letters.length)] ?? "";
  }

  type(letter: string): void {
    this.writer.type(this.writer.span, letter);
    this.typed += letter;
  }

  /** As the browser does it: in the words it showed when it began, whatever comes meanwhile. */
  compose(): void {
    const { from } = this.writer.span;
    this.writer.compose();
    this.browser = { words: this.writer.words, from, to: from };
  }

  composeLetter(letter: string): void {
    if (!this.browser) return;
    const { words, to } = this.browser;
    this.browser = {
      ...this.browser,
      words: words.slice(0, to) + letter + words.slice(to),
      to: to + 1,
    };
    this.typed += letter;
  }

  composed(): void {
    if (!this.browser) return;
    this.writer.composed(this.browser.words, this.browser.to);
    this.browser = null;
  }

  get isComposing(): boolean {
    return this.browser !== null;
  }
}

function randomOf(seed: number): () => number {
  let state = seed * 2_654_435_761;
  return () => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x6d2b79f5) | 0;
    return ((state ^ (state >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Two at once, with what each does on its way to the other for a while. */
function two(): [Somebody, Somebody, (to: Somebody) => void] {
  const [ada, ben] = [new Somebody("abcdefghij", 1), new Somebody("ABCDEFGHIJ", 2)];
  ada.text.insert(0, "1234567890");
  ben.hear(Y.encodeStateAsUpdate(ada.doc));
  ada.doc.on(
    "update",
    (update: Uint8Array, origin) => origin !== "others" && ben.waiting.push(update),
  );
  ben.doc.on(
    "update",
    (update: Uint8Array, origin) => origin !== "others" && ada.waiting.push(update),
  );
  const deliver = (to: Somebody): void => {
    const update = to.waiting.shift();
    if (update) to.hear(update);
  };
  return [ada, ben, deliver];
}

const only = (text: string, letters: RegExp): string => text.replaceAll(letters, "");

test("nothing is lost and every word keeps its order, whatever comes in between", () => {
  for (let seed = 1; seed <= 60; seed += 1) {
    const random = randomOf(seed);
    const [ada, ben, deliver] = two();
    const caret = Math.floor(random() * 11);
    for (const one of [ada, ben]) one.writer.select({ anchor: caret, head: caret });
    for (let step = 0; step < 200; step += 1) {
      const [one, other] = random() < 0.5 ? [ada, ben] : [ben, ada];
      const what = random();
      if (what < 0.35) deliver(random() < 0.5 ? one : other);
      else if (one.isComposing) {
        if (what < 0.8) one.composeLetter(one.next(random));
        else one.composed();
      } else if (what < 0.8) one.type(one.next(random));
      else if (what < 0.86) one.compose();
      else if (what < 0.9) one.writer.break(one.writer.span);
      else if (what < 0.95) one.writer.mark("bold");
      else one.writer.block("bullet");
    }
    for (const one of [ada, ben]) one.composed();
    for (const one of [ada, ben]) while (one.waiting.length > 0) deliver(one);
    const text = plain(ada.text);
    const told = `seed ${seed}`;
    expect(plain(ben.text), told).toBe(text);
    expect(only(text, /[^a-j]/g), told).toBe(ada.typed);
    expect(only(text, /[^A-J]/g), told).toBe(ben.typed);
    expect(only(text, /[^0-9]/g), told).toBe("1234567890");
    for (const one of [ada, ben]) expect(one.writer.words, told).toBe(text);
  }
});

test("what is deleted while others type is what was meant, and no letter of theirs", () => {
  for (let seed = 1; seed <= 40; seed += 1) {
    const random = randomOf(seed);
    const [ada, ben, deliver] = two();
    for (let step = 0; step < 100; step += 1) {
      const at = Math.floor(random() * (ben.text.length + 1));
      const what = random();
      if (what < 0.5) ben.writer.type({ from: at, to: at }, ben.next(random));
      else if (what < 0.75) deliver(random() < 0.5 ? ada : ben);
      else {
        const spot = plain(ada.text).search(/\d/);
        if (spot >= 0) ada.writer.erase({ from: spot, to: spot + 1 });
      }
    }
    for (const one of [ada, ben]) while (one.waiting.length > 0) deliver(one);
    expect(plain(ada.text), `seed ${seed}`).toBe(plain(ben.text));
    const typed = only(plain(ben.text), /[^A-J]/g);
    expect(typed, `seed ${seed}`).toHaveLength(
      ben.text.length - only(plain(ben.text), /\D/g).length,
    );
  }
});

test("words composed over others' leave what came between them", () => {
  const [ada, ben, deliver] = two();
  ada.writer.select({ anchor: 2, head: 6 });
  ada.writer.compose();
  ben.writer.type({ from: 4, to: 4 }, "BEN");
  ben.writer.erase({ from: 0, to: 1 });
  deliver(ada);
  deliver(ada);
  // Composed over 3456: those words go, and what Ben put among them stays.
  ada.writer.composed("12neu7890", 5);
  expect(plain(ada.text)).toBe("2neuBEN7890");
  expect(ada.writer.span).toEqual({ from: 4, to: 4 });
});

test("a selection keeps to its words; the caret that the browser shows counts, not an older one", () => {
  const doc = new Y.Doc();
  const text = doc.getText("t");
  text.insert(0, "a quiet wall");
  let selected: Range | null = null;
  const write = (shared: Y.Text, change: (text: Y.Text) => void): void => change(shared);
  const writer = new Writer(
    text,
    { type: write, format: write },
    { selected: () => selected, draw: () => undefined },
  );
  writer.select({ anchor: 7, head: 2 });
  text.insert(2, "very ");
  text.insert(12, "!");
  expect(writer.range).toEqual({ anchor: 12, head: 7 });
  selected = { anchor: 0, head: 0 };
  text.insert(5, "…");
  expect(writer.span).toEqual({ from: 0, to: 0 });
  writer.dispose();
});

test("one that throws does not stop what others type from being shown", () => {
  const text = new Y.Doc().getText("t");
  const fail = (): never => {
    throw new Error("no");
  };
  const writer = new Writer(
    text,
    { type: fail, format: fail },
    { selected: () => null, draw: () => undefined },
  );
  expect(() => writer.type({ from: 0, to: 0 }, "a")).toThrow("no");
  text.insert(0, "b");
  expect(writer.words).toBe("b");
});
