/** Sends stamps, no faster than they can be seen, and tells which of those heard are new. Pure. */
import type { Point } from "../doc/schema";
import { MOST_REACTIONS, type Peer, type Reaction } from "./peers";

/** A stamp at most this often: somebody who leans on a key does not cover the board. */
export const REACTION_INTERVAL_MS = 120;

export class OwnReactions {
  private last: readonly Reaction[] = [];
  private sentAt = -Infinity;
  private nextId = 1;

  /** What to say of oneself now, or null when it is too soon. */
  add(stamp: string, at: Point, now: number): readonly Reaction[] | null {
    if (now - this.sentAt < REACTION_INTERVAL_MS) return null;
    this.sentAt = now;
    this.last = [...this.last, { id: this.nextId, stamp, ...at }].slice(-MOST_REACTIONS);
    this.nextId += 1;
    return this.last;
  }
}

/** Which reactions have not been seen; those of before one came are past. */
export class SeenReactions {
  private readonly seen = new Map<number, number>();

  take(peers: Iterable<Peer>): { readonly peer: Peer; readonly reaction: Reaction }[] {
    const fresh: { peer: Peer; reaction: Reaction }[] = [];
    const here = new Set<number>();
    for (const peer of peers) {
      const { client, reactions } = peer;
      here.add(client);
      const last = this.seen.get(client);
      for (const reaction of reactions) {
        if (last !== undefined && reaction.id > last) fresh.push({ peer, reaction });
      }
      this.seen.set(client, Math.max(last ?? 0, ...reactions.map(({ id }) => id)));
    }
    for (const client of this.seen.keys()) if (!here.has(client)) this.seen.delete(client);
    return fresh;
  }
}
