/**
 * pvedaemon, which carries out every call that takes root, while the proxy in front of it answers the rest by itself.
 * While it hangs, such calls end in the proxy's 596 after its patience; what they asked for is still carried out once
 * the daemon goes on.
 */
import { bodylessError } from './api-error.ts';
import type { Answer } from './route.ts';

interface WaitingCall {
  /** The daemon goes on: the call is carried out, whether somebody still waits for its answer or not. */
  proceed(): void;
}

export class Daemon {
  #hung = false;
  #waiting: WaitingCall[] = [];

  /** Calls that wait are carried out in their order as soon as the daemon goes on. */
  setHung(hung: boolean): void {
    this.#hung = hung;
    if (hung) return;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const call of waiting) call.proceed();
  }

  async carryOut(work: () => Promise<Answer>, patienceMs: number): Promise<Answer> {
    if (!this.#hung) return await work();
    return await new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(bodylessError(596, 'Connection timed out')), patienceMs).unref();
      this.#waiting.push({
        proceed: () => {
          clearTimeout(timer);
          // After the 596 the promise is settled, and this outcome is nobody's.
          work().then(resolve, reject);
        },
      });
    });
  }
}

/** Of the nodes behind the one that answers: one that hangs carries out nothing at all that is forwarded to it. */
export class NodeDaemons {
  readonly #daemons = new Map<string, Daemon>();

  of(node: string): Daemon {
    const daemon = this.#daemons.get(node) ?? new Daemon();
    this.#daemons.set(node, daemon);
    return daemon;
  }
}
