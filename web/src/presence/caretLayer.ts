/**
 * Draws other people's carets and selections over a text, wherever that text is drawn.
 *
 * Asks `measure` for the places of characters, so that it serves a field as well as rich text.
 * Knows the DOM, not React.
 */
import { inkOn } from "../ui/color";
import type { PersonOnBoard } from "./peers";

export type Marked = {
  readonly client: number;
  readonly person: PersonOnBoard;
  readonly from: number;
  readonly to: number;
  readonly head: number;
};

/** The boxes on the page of the characters between two places; of one place a box without width. */
export type Measure = (from: number, to: number) => readonly DOMRect[];

type Names = Readonly<Record<string, string | undefined>>;

export class CaretLayer {
  private readonly at = new Map<number, number>();

  constructor(
    private readonly root: HTMLElement,
    private readonly names: Names,
    private readonly measure: Measure,
  ) {}

  draw(marked: readonly Marked[]): void {
    const area = this.root.getBoundingClientRect();
    const scale = this.root.offsetWidth === 0 ? 1 : area.width / this.root.offsetWidth;
    const drawn: HTMLElement[] = [];
    for (const { client, person, from, to, head } of marked) {
      if (to > from) {
        for (const rect of this.measure(from, to)) {
          const wash = this.box(rect, area, scale, this.names.wash);
          wash.style.width = `${rect.width / scale}px`;
          wash.style.background = person.color;
          drawn.push(wash);
        }
      }
      const [place] = this.measure(head, head);
      if (!place) continue;
      const caret = this.box(place, area, scale, this.names.caret);
      caret.style.background = person.color;
      caret.dataset.caret = person.name;
      // A name for who has just moved; then the line alone, so that the words can be read.
      if (this.at.get(client) !== head) caret.append(this.flag(person));
      this.at.set(client, head);
      drawn.push(caret);
    }
    const here = new Set(marked.map(({ client }) => client));
    for (const client of this.at.keys()) if (!here.has(client)) this.at.delete(client);
    this.root.replaceChildren(...drawn);
  }

  private flag({ name, color }: PersonOnBoard): HTMLElement {
    const flag = document.createElement("span");
    flag.className = this.names.flag ?? "";
    flag.textContent = name;
    flag.style.background = color;
    flag.style.color = inkOn(color);
    return flag;
  }

  private box(rect: DOMRect, area: DOMRect, scale: number, name = ""): HTMLElement {
    const element = document.createElement("div");
    element.className = name;
    element.style.left = `${(rect.left - area.left) / scale}px`;
    element.style.top = `${(rect.top - area.top) / scale}px`;
    element.style.height = `${rect.height / scale}px`;
    return element;
  }
}
