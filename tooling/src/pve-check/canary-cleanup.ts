/**
 * The end of a canary, however it went: whatever it started is waited for, and the VM is destroyed if it is there and bears this very
 * canary's mark. Anything else under its id is left alone and named.
 */
import { type GuestRef, type HypervisorError, isTransient } from '@portal/domain';
import { awaitTask, pause } from './canary-task.ts';
import { type Finding, fail, ok } from './finding.ts';
import { isRefusal, type Target, tryTo } from './target.ts';

export interface Canary {
  readonly source: GuestRef;
  readonly ref: GuestRef;
  /** Stands in the description of its VM, and in no other. */
  readonly mark: string;
  readonly begunAt: Date;
  /** Whether PVE was asked to clone and did not refuse; from then on there may be a VM. */
  posted: boolean;
  /** Of the clone task, once it is known, and of what was begun after it. */
  readonly upids: string[];
}

const check = 'canary';
const DEADLINE_MS = 15 * 60_000;
const TRY_AGAIN_MS = 500;
const CLOCK_SKEW_MS = 120_000;

/** Whatever was begun has ended when this resolves. The clone task is looked for where its id was lost. */
async function tasksEnded(target: Target, canary: Canary, signal: AbortSignal): Promise<void> {
  const { hypervisor } = target;
  const { node, vmid } = canary.source;
  const since = new Date(canary.begunAt.getTime() - CLOCK_SKEW_MS);
  const upids =
    canary.upids.length === 0
      ? (await hypervisor.tasks({ node, vmid, since }, signal))
          .filter(({ type, running }) => type === 'qmclone' && running)
          .map(({ upid }) => upid)
      : canary.upids;
  // How it ended does not matter here: what it left does.
  for (const upid of upids) await tryTo(awaitTask(target, upid, { deadlineMs: DEADLINE_MS, signal }));
}

const notOurs = (vmid: number, why: string): Finding =>
  fail(check, `VM ${vmid} was left alone: ${why}`, 'Look at it in Proxmox VE before anything else.');

async function destroyed(target: Target, { ref }: Canary, signal: AbortSignal): Promise<Finding> {
  const { hypervisor } = target;
  const { quorate } = await hypervisor.clusterStatus(signal);
  if (!quorate) return notOurs(ref.vmid, 'the cluster has no quorum, and nothing is destroyed without');
  const { power } = await hypervisor.guestStatus(ref, signal);
  if (power !== 'stopped') {
    await awaitTask(target, await hypervisor.stop(ref, signal), { deadlineMs: DEADLINE_MS, signal });
  }
  await awaitTask(target, await hypervisor.destroy(ref, signal), { deadlineMs: DEADLINE_MS, signal });
  if (await hypervisor.isVmidFree(ref.vmid, signal)) return ok(check, `VM ${ref.vmid} destroyed, its id is free again`);
  return notOurs(ref.vmid, 'its id is still taken after it was destroyed');
}

/** A request whose answer was lost may still be carried out for about as long as PVE forwards one. */
const LATE_MS = 60_000;

const outcomePending = ({ upids, begunAt }: Canary): boolean =>
  upids.length === 0 && Date.now() < begunAt.getTime() + LATE_MS;

/** One look, and what follows from it; null to look again. */
async function attempt(target: Target, canary: Canary, signal: AbortSignal): Promise<Finding | null> {
  const { hypervisor } = target;
  await tasksEnded(target, canary, signal);
  const config = await tryTo(hypervisor.guestConfig(canary.ref, signal));
  if (!isRefusal(config)) {
    if (!config.description.includes(canary.mark))
      return notOurs(canary.ref.vmid, 'it does not bear the canary’s mark');
    return destroyed(target, canary, signal);
  }
  // A token whose rights come from the pool is forbidden what is not there.
  if (config.code !== 'guest_missing' && config.code !== 'forbidden') throw config;
  if (await hypervisor.isVmidFree(canary.ref.vmid, signal)) {
    return outcomePending(canary) ? null : ok(check, 'nothing was left behind');
  }
  return notOurs(canary.ref.vmid, 'its id is taken by something that is not the canary');
}

/** A start that nobody knew of may have overtaken the look at its power. */
const worthAnotherTry = (error: HypervisorError): boolean =>
  isTransient(error) || error.maybeDone || error.code === 'guest_running';

export async function cleanUp(target: Target, canary: Canary): Promise<Finding> {
  if (!canary.posted) return ok(check, 'nothing was begun');
  // Not the person's signal: that is what may have brought us here.
  const signal = AbortSignal.timeout(DEADLINE_MS);
  for (;;) {
    const result = await tryTo(attempt(target, canary, signal));
    if (!isRefusal(result)) {
      if (result !== null) return result;
    } else if (!worthAnotherTry(result) || signal.aborted) {
      const todo = `Destroy VM ${canary.ref.vmid} by hand if its description has "${canary.mark}".`;
      return fail(check, `VM ${canary.ref.vmid} may be left: ${result.message}`, todo);
    }
    await pause(TRY_AGAIN_MS, signal).catch(() => undefined);
  }
}
