// What lets a browser connect to a console: told once, kept as a hash, good for one use within its time.
import type { UserPrincipal } from '../principal.ts';

export interface ConsoleTickets {
  /** Good for half a minute, and no longer than the session. */
  keep(hash: string, of: { readonly sessionId: string; readonly deploymentId: string }): Promise<void>;
  /** Uses it up: of two at once, one is told null. */
  redeem(hash: string): Promise<{ readonly person: UserPrincipal; readonly deploymentId: string } | null>;
}
