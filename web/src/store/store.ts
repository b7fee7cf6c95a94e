/**
 * A value with listeners, and a set of listeners by key: all the state machinery the canvas needs.
 *
 * Knows nothing of React; `use.ts` connects the two.
 */
export type Listener = () => void;

export type Store<T> = {
  readonly get: () => T;
  readonly set: (next: T) => void;
  readonly subscribe: (listener: Listener) => () => void;
};

/** A store that tells its listeners only when the value is another one. */
export function createStore<T>(initial: T): Store<T> {
  let value = initial;
  const listeners = new Set<Listener>();
  return {
    get: () => value,
    set: (next) => {
      if (Object.is(next, value)) return;
      value = next;
      for (const listener of [...listeners]) listener();
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** Listeners by key, so that a change of one item wakes only who draws it. */
export class Topics<Key> {
  private readonly listeners = new Map<Key, Set<Listener>>();

  subscribe(key: Key, listener: Listener): () => void {
    const set = this.listeners.get(key) ?? new Set();
    this.listeners.set(key, set);
    set.add(listener);
    return () => {
      set.delete(listener);
      if (set.size === 0 && this.listeners.get(key) === set) this.listeners.delete(key);
    };
  }

  publish(keys: Iterable<Key>): void {
    for (const key of keys) {
      for (const listener of [...(this.listeners.get(key) ?? [])]) listener();
    }
  }
}
