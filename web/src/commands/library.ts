/** What takes from the team's library of templates, and what gives to it. */
import { LayoutTemplate } from "lucide-react";
import { text } from "../i18n/i18n";
import type { Command } from "./command";
import { editable, hasSelection } from "./when";

export const LIBRARY: readonly Command[] = [
  {
    id: "templates",
    title: text("Add from a template…"),
    group: "add",
    icon: LayoutTemplate,
    shortcut: ["T"],
    when: editable,
    run: ({ ui }) => {
      ui.queue.set(false);
      ui.gallery.set(!ui.gallery.get());
    },
  },
  {
    id: "save-template",
    title: text("Save as a template…"),
    group: "edit",
    icon: LayoutTemplate,
    when: hasSelection,
    run: ({ ui }) => ui.savingTemplate.set(true),
  },
];
