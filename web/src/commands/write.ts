/** What can be done with the words of a note while one writes in it; its bar has the icons. */
import type { Mark, Writing } from "../board/ui";
import { type Text, text } from "../i18n/i18n";
import type { Command } from "./command";

type Words = readonly [string, Text, string];

const MARKS: readonly (readonly [Mark, ...Words])[] = [
  ["bold", "mark-bold", text("Bold"), "Mod+B"],
  ["italic", "mark-italic", text("Italic"), "Mod+I"],
  ["strike", "mark-strike", text("Struck through"), "Mod+Shift+X"],
  ["code", "mark-code", text("Code"), "Mod+E"],
];
const BLOCKS: readonly (readonly [Parameters<Writing["block"]>[0], ...Words])[] = [
  ["h1", "line-heading", text("Heading line"), "Mod+Alt+1"],
  ["h2", "line-small-heading", text("Small heading line"), "Mod+Alt+2"],
  ["bullet", "line-list", text("List"), "Mod+Shift+8"],
  ["ordered", "line-numbers", text("Numbered list"), "Mod+Shift+7"],
];

function writing(words: Words, act: (note: Writing) => void): Command {
  const [id, title, keys] = words;
  return {
    id,
    title,
    group: "write",
    shortcut: [keys],
    when: ({ ui }) => ui.writing.get() !== null,
    needs: text("Write in a note first."),
    run: ({ ui }) => {
      const note = ui.writing.get();
      if (note) act(note);
    },
  };
}

export const WRITE: readonly Command[] = [
  ...MARKS.map(([mark, ...words]) => writing(words, (note) => note.mark(mark))),
  ...BLOCKS.map(([block, ...words]) => writing(words, (note) => note.block(block))),
  writing(["mark-link", text("Link"), "Mod+K"], (note) => note.askLink()),
];
