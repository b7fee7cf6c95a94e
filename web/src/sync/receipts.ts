/**
 * Which of this client's edits the server has on disk: pure counting, no socket, no clock.
 *
 * Every update sent on a connection has a number there, from one; the server answers with the
 * number up to which all are stored. What a lost connection left open is carried by the first
 * step 2 of the next one.
 */
const SYNC = 0;
const STEP_2 = 1;
const UPDATE = 2;

export class Receipts {
  private sent = 0;
  private stored = 0;
  private carried = false;

  /** Whether something typed here is not known to be on the server's disk. */
  get pending(): boolean {
    return this.carried || this.sent > this.stored;
  }

  /** A socket opened: numbers start again, and what had no receipt must travel anew. */
  opened(): void {
    this.carried = this.pending;
    this.sent = 0;
    this.stored = 0;
  }

  /** A local edit was made; with no socket it waits for the next one. */
  edited(connected: boolean): void {
    if (!connected) this.carried = true;
  }

  /** A frame leaves; only those that carry updates are numbered. */
  frame(bytes: Uint8Array): void {
    const [kind, step] = bytes;
    if (kind !== SYNC || (step !== STEP_2 && step !== UPDATE)) return;
    this.sent += 1;
    if (step === STEP_2) this.carried = false;
  }

  receipt(count: number): void {
    this.stored = Math.max(this.stored, count);
  }
}
