// When and from where tokens are used. A request leaves a word here and goes on; what was left is written in one block, a moment
// after the first word and once a minute after that.
import { isIP } from 'node:net';
import type { Log, TokenPrincipal } from '@portal/domain';

/** The first word is soon to be seen; a block is written once a minute. */
export const tokenUseTiming = { firstMs: 1_000, everyMs: 60_000 } as const;
const mostWaiting = 10_000;

export interface TokenUse {
  readonly principal: TokenPrincipal;
  readonly address: string;
  readonly at: Date;
}

export interface TokenUsesOptions {
  readonly now: () => Date;
  readonly settle: (uses: readonly TokenUse[]) => Promise<void>;
  readonly log: Log;
}

export class TokenUses {
  readonly #options: TokenUsesOptions;
  #waiting = new Map<string, TokenUse>();
  #timer: ReturnType<typeof setTimeout> | null = null;
  #settledAt = Number.NEGATIVE_INFINITY;

  constructor(options: TokenUsesOptions) {
    this.#options = options;
  }

  /** Without an address there is nothing to tell. */
  note(principal: TokenPrincipal, address: string | null): void {
    const [plain = ''] = (address ?? '').split('%');
    const key = `${principal.tokenId} ${plain}`;
    if (isIP(plain) === 0 || (this.#waiting.size >= mostWaiting && !this.#waiting.has(key))) return;
    const at = this.#options.now();
    this.#waiting.set(key, { principal, address: plain, at });
    if (this.#timer !== null) return;
    const { firstMs, everyMs } = tokenUseTiming;
    const waitMs = Math.max(firstMs, this.#settledAt + everyMs - at.getTime());
    this.#timer = setTimeout(() => void this.settle(), waitMs).unref();
  }

  /** Writes what is waiting. Of what could not be written the next use tells again. */
  async settle(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    const uses = [...this.#waiting.values()];
    if (uses.length === 0) return;
    this.#waiting = new Map();
    this.#settledAt = this.#options.now().getTime();
    try {
      await this.#options.settle(uses);
    } catch (error) {
      this.#options.log.warn('when tokens were last used could not be kept', { err: error });
    }
  }
}
