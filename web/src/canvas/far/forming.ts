/**
 * How the pictures of running nodes begin to look: of each the last preview that has come. Asked for
 * by who draws it, and by nobody else; what has ended stays a moment, while its result is fetched.
 */
import { address } from "../../api/client";
import { Latest } from "../../items/latest";
import type { Listener } from "../../store/store";

const LINGER_MS = 900;

type Form = { readonly latest: Latest; bitmap: ImageBitmap | null; endedAt: number | null };

export class Forming {
  private readonly forms = new Map<string, Form>();
  private readonly timers = new Set<ReturnType<typeof setTimeout>>();
  private readonly listeners = new Set<Listener>();

  /** Told when there is another one to be drawn, or one less. */
  subscribe(listener: Listener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** The best there is of a running node now; the one at `preview` is on its way. */
  get(node: string, preview: string): ImageBitmap | null {
    const form = this.forms.get(node) ?? this.begin(node);
    form.endedAt = null;
    form.latest.want(preview, true);
    return form.bitmap;
  }

  /** The last previews of nodes that run no more, for a moment. */
  *left(isRunning: (node: string) => boolean, now: number): Iterable<[string, ImageBitmap]> {
    for (const [node, form] of this.forms) {
      if (isRunning(node)) continue;
      if (form.endedAt === null) this.linger(form, now);
      if (now - (form.endedAt ?? now) >= LINGER_MS) this.end(node, form);
      else if (form.bitmap) yield [node, form.bitmap];
    }
  }

  dispose(): void {
    this.timers.forEach(clearTimeout);
    for (const [node, form] of this.forms) this.end(node, form);
  }

  private readonly look = (): void => this.listeners.forEach((listener) => listener());

  private begin(node: string): Form {
    const decode = async (source: string): Promise<void> => {
      const answer = await fetch(source.startsWith("/") ? address(source) : source);
      if (!answer.ok) throw new Error(`the preview answers ${answer.status}`);
      const bitmap = await createImageBitmap(await answer.blob());
      if (this.forms.get(node) !== form) {
        bitmap.close();
        return;
      }
      form.bitmap?.close();
      form.bitmap = bitmap;
    };
    const form: Form = {
      latest: new Latest(decode, this.look, () => undefined),
      bitmap: null,
      endedAt: null,
    };
    this.forms.set(node, form);
    return form;
  }

  private linger(form: Form, now: number): void {
    form.endedAt = now;
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      this.look();
    }, LINGER_MS);
    this.timers.add(timer);
  }

  private end(node: string, form: Form): void {
    this.forms.delete(node);
    form.latest.close();
    form.bitmap?.close();
  }
}
