/** Waiting for a task of PVE: until it has ended, and only its exit status counts. */
import { setTimeout as sleep } from 'node:timers/promises';
import { HypervisorError, isTransient } from '@portal/domain';
import { isRefusal, type Target, tryTo } from './target.ts';

const POLL_MS = 250;

export const pause = (milliseconds: number, signal: AbortSignal): Promise<void> =>
  sleep(milliseconds, undefined, { signal });

/** Rejects when the task failed, or did not end in time. An answer that does not come is asked for again. */
export async function awaitTask(
  { hypervisor }: Pick<Target, 'hypervisor'>,
  upid: string,
  { deadlineMs, signal }: { readonly deadlineMs: number; readonly signal: AbortSignal },
): Promise<void> {
  const deadline = Date.now() + deadlineMs;
  for (;;) {
    const task = await tryTo(hypervisor.task(upid, signal));
    signal.throwIfAborted();
    if (isRefusal(task)) {
      if (!isTransient(task) || Date.now() > deadline) throw task;
    } else if (task.state === 'succeeded') return;
    else if (task.state === 'failed') throw new HypervisorError(task.reason, task.exitStatus, { maybeDone: false });
    if (Date.now() > deadline) throw new HypervisorError('deadline', `${upid} did not end`, { maybeDone: true });
    await pause(POLL_MS, signal);
  }
}
