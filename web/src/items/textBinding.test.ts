import { expect, test } from "vitest";
import * as Y from "yjs";
import { bindText } from "./textBinding";

/** The parts of a textarea that the binding uses. */
class Field extends EventTarget {
  value = "";
  selectionStart = 0;
  selectionEnd = 0;
  selectionDirection = "none";
  scrollTop = 0;
  readonly ownerDocument = { activeElement: this };

  setSelectionRange(start: number, end: number): void {
    this.selectionStart = start;
    this.selectionEnd = end;
  }

  /** What a person types, at the caret. */
  type(words: string): void {
    const { value, selectionStart: at } = this;
    this.value = value.slice(0, at) + words + value.slice(this.selectionEnd);
    this.setSelectionRange(at + words.length, at + words.length);
    this.dispatchEvent(new Event("input"));
  }
}

function bound(words: string) {
  const doc = new Y.Doc();
  const text = doc.getText("t");
  text.insert(0, words);
  const field = new Field();
  const release = bindText(field as unknown as HTMLTextAreaElement, text, (shared, change) =>
    doc.transact(() => change(shared)),
  );
  return { text, field, release };
}

test("what is typed goes into the shared text, and only the change", () => {
  const { text, field } = bound("hello world");
  const changes: unknown[] = [];
  text.observe((event) => changes.push(event.delta));
  field.setSelectionRange(5, 5);
  field.type(" my");
  expect(text.toJSON()).toBe("hello my world");
  expect(changes).toEqual([[{ retain: 5 }, { insert: " my" }]]);
});

test("what others type comes in, and the caret stays at its letters", () => {
  const { text, field } = bound("hello");
  field.setSelectionRange(3, 5);
  text.insert(0, "oh ");
  expect(field.value).toBe("oh hello");
  expect([field.selectionStart, field.selectionEnd]).toEqual([6, 8]);
});

test("a composition is left alone until it ends, and both texts are kept", () => {
  const { text, field } = bound("ab");
  field.setSelectionRange(2, 2);
  field.dispatchEvent(new Event("compositionstart"));
  field.type("に");
  text.insert(0, "others ");
  expect(field.value).toBe("abに");
  expect(text.toJSON()).toBe("others ab");
  field.dispatchEvent(new Event("compositionend"));
  expect(text.toJSON()).toBe("others abに");
  expect(field.value).toBe("others abに");
  expect(field.selectionStart).toBe("others abに".length);
});

test("a field that is let go no longer follows", () => {
  const { text, field, release } = bound("a");
  release();
  text.insert(1, "b");
  expect(field.value).toBe("a");
});
