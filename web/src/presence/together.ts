/**
 * Who leads whose view: going to a person, following one, presenting to everybody; and reactions.
 *
 * Decides from what `Presence` hears; the canvas moves the view. Knows neither DOM nor React.
 */
import type { Point } from "../doc/schema";
import { t } from "../i18n/i18n";
import { createStore, type Store } from "../store/store";
import type { Peer, PersonOnBoard, Reaction } from "./peers";
import type { Presence } from "./presence";
import { OwnReactions } from "./reactions";

export type Following = {
  readonly client: number;
  readonly person: PersonOnBoard;
  /** Chosen, brought along by who presents, or only a jump to where they are. */
  readonly why: "chosen" | "presented" | "jump";
};

/** Somebody who presents and has not been answered yet. */
export type Invitation = { readonly client: number; readonly person: PersonOnBoard };

type Hears = Pick<Presence, "client" | "others" | "peer" | "peerOf" | "say" | "subscribe">;

export class Together {
  readonly following: Store<Following | null> = createStore<Following | null>(null);
  readonly presenting: Store<boolean> = createStore(false);
  readonly invitation: Store<Invitation | null> = createStore<Invitation | null>(null);
  /** Whether this person writes at their cursor, or chooses a stamp. */
  readonly speaking: Store<"chat" | "reaction" | null> = createStore<"chat" | "reaction" | null>(
    null,
  );
  /** This person's last stamp. */
  readonly reacted: Store<Reaction | null> = createStore<Reaction | null>(null);
  private readonly reactions = new OwnReactions();
  /** The clients whose presentation has been answered. */
  private answered = new Set<number>();
  private readonly stopHearing: () => void;

  constructor(
    private readonly presence: Hears,
    private readonly me: string,
    private readonly now: () => number,
    private readonly tell: (sentence: string) => void,
  ) {
    this.stopHearing = presence.subscribe("crowd", this.hear);
  }

  /** Follow somebody, or no longer if one does. */
  toggle(person: string): void {
    if (this.following.get()?.person.id === person) this.leave();
    else this.follow(person);
  }

  follow(person: string): void {
    const peer = this.presence.peerOf(person);
    if (peer) this.start(peer, "chosen");
  }

  goTo(person: string): void {
    const peer = this.presence.peerOf(person);
    if (!peer) return;
    this.leave();
    this.following.set({ client: peer.client, person: peer.person, why: "jump" });
  }

  leave(): void {
    const before = this.following.get();
    this.following.set(null);
    if (before && before.why !== "jump") this.presence.say({ following: null });
  }

  /** Ask everybody to look along. */
  present(): void {
    this.leave();
    this.presenting.set(true);
    this.presence.say({ presenting: true });
  }

  endPresenting(): void {
    this.presenting.set(false);
    this.presence.say({ presenting: false });
  }

  react(stamp: string, at: Point): void {
    const reactions = this.reactions.add(stamp, at, this.now());
    if (!reactions) return;
    this.presence.say({ reactions });
    this.reacted.set(reactions.at(-1) ?? null);
  }

  accept(): void {
    const invitation = this.invitation.get();
    const peer = invitation && this.presence.peer(invitation.client);
    this.decline();
    if (peer) this.start(peer, "presented");
  }

  decline(): void {
    const invitation = this.invitation.get();
    if (invitation) this.answered.add(invitation.client);
    this.invitation.set(null);
  }

  /** Who presents: of several the one who is everywhere taken for the first. */
  presenter(): Peer | null {
    const presenters = [...this.presence.others()].filter((peer) => peer.presenting);
    return presenters.sort((a, b) => a.client - b.client)[0] ?? null;
  }

  dispose(): void {
    this.stopHearing();
  }

  private start(peer: Peer, why: "chosen" | "presented"): void {
    if (this.ringOf(peer).length > 0) {
      this.tell(t("{name} already follows you.", { name: peer.person.name }));
      return;
    }
    this.following.set({ client: peer.client, person: peer.person, why });
    this.presence.say({ following: peer.client });
  }

  private readonly hear = (): void => {
    this.hearFollowed();
    this.hearPresenter();
  };

  private hearFollowed(): void {
    const followed = this.following.get();
    if (!followed) return;
    const { client, person, why } = followed;
    const peer = this.presence.peer(client);
    if (!peer) {
      const tab = this.presence.peerOf(person.id);
      this.leave();
      if (tab && why === "chosen") this.start(tab, why);
      else this.tell(t("{name} has left the board.", { name: person.name }));
    } else if (why === "presented" && !peer.presenting) {
      this.leave();
      this.tell(t("{name} is no longer presenting.", { name: person.name }));
    } else if (Math.max(...this.ringOf(peer)) === this.presence.client) {
      // Two who began to follow each other at once: one of them, the same for both, gives way.
      this.leave();
    }
  }

  private hearPresenter(): void {
    const presenter = this.presenter();
    if (presenter && this.presenting.get() && presenter.client < this.presence.client) {
      this.endPresenting();
    }
    const presenting = [...this.presence.others()].filter((peer) => peer.presenting);
    const clients = new Set(presenting.map(({ client }) => client));
    this.answered = new Set([...this.answered].filter((client) => clients.has(client)));
    const asks =
      presenter !== null &&
      presenter.person.id !== this.me &&
      !this.presenting.get() &&
      !this.answered.has(presenter.client) &&
      this.following.get()?.client !== presenter.client;
    if (!asks) this.invitation.set(null);
    else if (this.invitation.get()?.client !== presenter.client) {
      this.invitation.set({ client: presenter.client, person: presenter.person });
    }
  }

  /** Those who would follow each other in a ring if this client followed `peer`; else nobody. */
  private ringOf(peer: Peer): number[] {
    const ring = [this.presence.client];
    let next: Peer | null = peer;
    while (next && !ring.includes(next.client)) {
      ring.push(next.client);
      if (next.following === this.presence.client) return ring;
      next = next.following === null ? null : this.presence.peer(next.following);
    }
    return [];
  }
}
