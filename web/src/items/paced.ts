/** Lets changes of one gesture through at a bounded rate, the last one always. */
import type { Json } from "../doc/schema";

export const TRANSIENT_INTERVAL_MS = 80;

type Write = (name: string, value: Json) => void;

export class Paced {
  private waiting: { readonly name: string; readonly value: Json } | null = null;
  private timer: ReturnType<typeof setTimeout> | null = null;

  constructor(private readonly write: Write) {}

  set(name: string, value: Json, transient: boolean): void {
    if (this.waiting && this.waiting.name !== name) this.flush();
    this.waiting = { name, value };
    if (!transient) this.flush();
    else if (this.timer === null) {
      this.put();
      this.timer = setTimeout(() => {
        this.timer = null;
        this.put();
      }, TRANSIENT_INTERVAL_MS);
    }
  }

  /** What waits goes now. */
  flush(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    this.put();
  }

  private put(): void {
    const { waiting } = this;
    this.waiting = null;
    if (waiting) this.write(waiting.name, waiting.value);
  }
}
