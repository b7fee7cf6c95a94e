/**
 * Decodes the picture wanted last, and says when it can be shown. Knows neither React nor the DOM.
 *
 * Previews come faster than a slow line brings them: of such passing ones each is let finish, and
 * then the newest is fetched, so that some are seen and none pile up.
 */
export type Decode = (source: string) => Promise<void>;

export class Latest {
  private wanted: string | null = null;
  private turn = 0;
  private underway = false;
  private closed = false;

  constructor(
    private readonly decode: Decode,
    private readonly shown: (source: string) => void,
    private readonly missing: (source: string) => void,
  ) {}

  want(source: string, passing: boolean): void {
    if (source === this.wanted) return;
    this.wanted = source;
    if (!passing || !this.underway) void this.load(source);
  }

  /** Asks anew for what could not be loaded. */
  again(): void {
    if (this.wanted !== null && !this.underway) void this.load(this.wanted);
  }

  close(): void {
    this.closed = true;
  }

  private async load(source: string): Promise<void> {
    const turn = (this.turn += 1);
    this.underway = true;
    const isThere = await this.decode(source).then(
      () => true,
      () => false,
    );
    if (this.closed || turn !== this.turn) return;
    this.underway = false;
    if (isThere) this.shown(source);
    else if (source === this.wanted) this.missing(source);
    if (this.wanted !== null && this.wanted !== source) void this.load(this.wanted);
  }
}
