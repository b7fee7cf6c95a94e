/**
 * The session of a board that is not on the screen yet. React may begin to draw a page several
 * times before it shows it, and forgets each time what it had: the board is opened once for all.
 */
import type { Store } from "../store/store";
import type { Session } from "./session";

export class Opening {
  private waiting: { readonly key: string; readonly board: Store<Session> } | null = null;

  /** The board of that name, opened if it is not waiting; there is only one that may be. */
  take(key: string, open: () => Store<Session>): Store<Session> {
    if (this.waiting?.key === key) return this.waiting.board;
    this.waiting?.board.get().leave();
    this.waiting = { key, board: open() };
    return this.waiting.board;
  }

  /** It is on the screen, from where it is left. */
  shown(board: Store<Session>): void {
    if (this.waiting?.board === board) this.waiting = null;
  }
}
