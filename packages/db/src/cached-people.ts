// Who a token or a session speaks for, kept while the audit trail tells of changes: a person, team, role or token that something was put on
// record of is read afresh by the next request.
import type { FeedHub } from './feed-hub.ts';

/** Where the connection that tells of changes died in silence, for so long at most. */
const longestMs = 10_000;
const mostKept = 10_000;

interface Named {
  readonly id: string;
  readonly team: { readonly id: string } | null;
  readonly customRole: { readonly id: string } | null;
  readonly tokenId?: string;
}

interface Kept<Row> {
  readonly row: Row;
  readonly until: number;
}

export class CachedPeople<Row extends Named> {
  readonly #hub: FeedHub;
  readonly #kept = new Map<string, Kept<Row>>();
  #follows = false;
  /** Grows with each word of a change: what was read before one is not kept after it. */
  #changes = 0;

  constructor(hub: FeedHub) {
    this.#hub = hub;
  }

  async read(key: string, read: () => Promise<Row | null>): Promise<Row | null> {
    this.#follow();
    const known = this.#kept.get(key);
    if (known !== undefined && this.#hub.listening && performance.now() < known.until) return known.row;
    const changes = this.#changes;
    const mayKeep = this.#hub.listening;
    const row = await read();
    if (row === null || !mayKeep || changes !== this.#changes) return row;
    if (this.#kept.size >= mostKept) this.#kept.clear();
    this.#kept.set(key, { row, until: performance.now() + longestMs });
    return row;
  }

  #follow(): void {
    if (this.#follows) return;
    this.#follows = true;
    this.#hub.onPeople((id) => this.#forget(id));
  }

  #forget(id: string | null): void {
    this.#changes += 1;
    for (const [key, { row }] of this.#kept) {
      if (id === null || [row.id, row.team?.id, row.customRole?.id, row.tokenId].includes(id)) this.#kept.delete(key);
    }
  }
}
