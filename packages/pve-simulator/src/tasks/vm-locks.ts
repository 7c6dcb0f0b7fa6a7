/**
 * The lock files of the VMs (`/var/lock/qemu-server/lock-ID.conf`): shared or exclusive, handed out in order of
 * arrival, waited for with a deadline. A running clone holds its source shared and its target exclusively, a shutdown
 * that waits for its guest holds the guest, and whoever comes meanwhile waits or gives up with PVE's text.
 */

export type LockMode = 'shared' | 'exclusive';
export type ReleaseLock = () => void;

export interface LockRequest {
  readonly vmid: number;
  readonly mode: LockMode;
  readonly waitMs: number;
}

interface Waiter {
  readonly mode: LockMode;
  grant(): void;
}

interface LockState {
  exclusive: boolean;
  shared: number;
  readonly waiters: Waiter[];
}

export function lockTimeoutText(vmid: number): string {
  return `can't lock file '/var/lock/qemu-server/lock-${vmid}.conf' - got timeout`;
}

export class VmLocks {
  readonly #locks = new Map<number, LockState>();

  /** Whether the lock could be had at once. */
  isFree(vmid: number, mode: LockMode): boolean {
    const state = this.#locks.get(vmid);
    if (state === undefined) return true;
    return !state.exclusive && state.waiters.length === 0 && (mode === 'shared' || state.shared === 0);
  }

  /** Resolves to the release, or to null when the wait is over or the signal fires first. */
  acquire(request: LockRequest, signal?: AbortSignal): Promise<ReleaseLock | null> {
    const state = this.#stateOf(request.vmid);
    if (this.isFree(request.vmid, request.mode)) return Promise.resolve(this.#take(request.vmid, state, request.mode));
    return new Promise((resolve) => {
      const giveUp = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', giveUp);
        const index = state.waiters.indexOf(waiter);
        if (index >= 0) state.waiters.splice(index, 1);
        this.#wake(request.vmid, state);
        resolve(null);
      };
      const timer = setTimeout(giveUp, request.waitMs);
      // Whoever waits does not keep a closed simulator alive.
      timer.unref();
      const waiter: Waiter = {
        mode: request.mode,
        grant: () => {
          clearTimeout(timer);
          signal?.removeEventListener('abort', giveUp);
          resolve(this.#take(request.vmid, state, request.mode));
        },
      };
      state.waiters.push(waiter);
      signal?.addEventListener('abort', giveUp);
    });
  }

  /** For a task that held the lock when the state was saved: it gets it back before anybody can ask. */
  reclaim(vmid: number, mode: LockMode): ReleaseLock {
    return this.#take(vmid, this.#stateOf(vmid), mode);
  }

  #stateOf(vmid: number): LockState {
    const known = this.#locks.get(vmid);
    if (known !== undefined) return known;
    const created: LockState = { exclusive: false, shared: 0, waiters: [] };
    this.#locks.set(vmid, created);
    return created;
  }

  #take(vmid: number, state: LockState, mode: LockMode): ReleaseLock {
    if (mode === 'exclusive') state.exclusive = true;
    else state.shared += 1;
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      if (mode === 'exclusive') state.exclusive = false;
      else state.shared -= 1;
      this.#wake(vmid, state);
    };
  }

  #wake(vmid: number, state: LockState): void {
    for (let next = state.waiters[0]; next !== undefined; next = state.waiters[0]) {
      if (state.exclusive || (next.mode === 'exclusive' && state.shared > 0)) return;
      state.waiters.shift();
      next.grant();
    }
    if (!state.exclusive && state.shared === 0) this.#locks.delete(vmid);
  }
}
