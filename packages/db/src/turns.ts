// One at a time by key, in the order of asking, within this process.

/** A turn whose end nobody says is over after this. */
const longestMs = 10_000;

interface Turn {
  readonly timer: NodeJS.Timeout;
  readonly waiting: (() => void)[];
}

export class Turns {
  readonly #held = new Map<string, Turn>();

  /** Resolves when it is this one's turn; {@link end} lets the next one have it. */
  async take(key: string): Promise<void> {
    const held = this.#held.get(key);
    if (held === undefined) this.#hold(key, []);
    else await new Promise<void>((resolve) => held.waiting.push(resolve));
  }

  end(key: string): void {
    const held = this.#held.get(key);
    if (held === undefined) return;
    clearTimeout(held.timer);
    this.#held.delete(key);
    const [next, ...waiting] = held.waiting;
    if (next === undefined) return;
    this.#hold(key, waiting);
    next();
  }

  #hold(key: string, waiting: (() => void)[]): void {
    const timer = setTimeout(() => this.end(key), longestMs).unref();
    this.#held.set(key, { timer, waiting });
  }
}
