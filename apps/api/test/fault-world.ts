// A portal to which things happen: an engine of its own on a clock that leaps, an adapter that loses patience soon, and
// jobs taken from the real queue one by one. After each job everything must be accounted for.
import { systemClock } from '@portal/db/system';
import {
  type Clock,
  HypervisorError,
  job,
  type PersonContext,
  type Services,
  type TemplateVersion,
} from '@portal/domain';
import { createEngine, type Engine } from '@portal/engine';
import { createProxmoxHypervisor } from '@portal/proxmox-client';
import { demoTokenId, fastTiming } from '@portal/pve-simulator';
import { silentLog } from '@portal/testing';
import { expect } from 'vitest';
import { type Others, othersOf, unaccounted } from './accounted.ts';
import { ask, type OnVm } from './lifecycle.ts';
import { type Stack, servicesBy, type Told, tokenSecret, until } from './stack.ts';

const MINUTE = 60_000;

const longestPauseMs = 10;
/** Within one job, real time for so many pauses: twice what the cluster waits for a lock. What goes on then goes on for long. */
const pausesInRealTime = 2 * Math.ceil(fastTiming.lockWaitMs / longestPauseMs);
const leapMs = 20 * MINUTE;

/** A pause takes no longer than a few milliseconds, and as long as it should by this clock. */
class LeapingClock implements Clock {
  #aheadMs = 0;
  #pauses = 0;

  now(): Date {
    return new Date(Date.now() + this.#aheadMs);
  }

  async wait(milliseconds: number, signal: AbortSignal): Promise<void> {
    this.#pauses += 1;
    const passingMs = this.#pauses > pausesInRealTime ? Math.max(leapMs, milliseconds) : milliseconds;
    const pauseMs = Math.min(milliseconds, longestPauseMs);
    await systemClock.wait(pauseMs, signal);
    this.#aheadMs += passingMs - pauseMs;
  }

  /** A job begins, at this time or later. */
  reach(time: Date): void {
    this.#pauses = 0;
    this.#aheadMs += Math.max(0, time.getTime() - this.now().getTime());
  }
}

/** A request that hangs costs this much; everything that answers at all answers sooner. */
const patienceMs = 600;
const jobPatienceMs = 20_000;

const limits = {
  readTimeoutMs: patienceMs,
  writeTimeoutMs: patienceMs,
  backoff: { firstMs: 20, mostMs: 50 },
} as const;

export interface World extends AsyncDisposable {
  readonly stack: Stack;
  readonly clock: LeapingClock;
  readonly engine: Engine;
  readonly services: Services;
  readonly owner: PersonContext;
  readonly admin: PersonContext;
  /** The one deployment that things happen to. */
  readonly id: string;
  /** What must stay as it is. */
  readonly others: Others;
}

export const createWorld = async (stack: Stack, template: TemplateVersion = stack.template): Promise<World> => {
  const clock = new LeapingClock();
  const hypervisor = createProxmoxHypervisor({
    ...{ url: stack.simulator.url, tokenId: demoTokenId, tokenSecret, tls: { kind: 'system' } },
    ...{ limits, clock, log: silentLog, endsAsTold: true },
  });
  const engine = createEngine({ ...stack.ports, clock, hypervisors: { of: () => hypervisor } });
  const services = servicesBy(stack, clock);
  const owner = await stack.person('support');
  const admin = await stack.person('admin');
  const { id } = await services.deployments.create(owner, { templateId: template.templateId });
  return {
    ...{ stack, clock, engine, services, owner, admin, id, others: await othersOf(stack) },
    [Symbol.asyncDispose]: () => hypervisor.close(),
  };
};

export const act = async ({ stack, services, owner, id }: World, action: OnVm | 'delete'): Promise<void> => {
  if (action !== 'delete') return ask({ ...stack, services }, { actor: owner, id }, action);
  await services.deployments.act(owner, { action, id });
};

/** Where its VM is to be or is. */
export const placeOf = async ({ stack, id }: World): Promise<{ readonly vmid: number; readonly node: string }> => {
  const { vmid, node } = await stack.deployment(id);
  if (vmid === null || node === null) throw new Error(`${id} has no place`);
  return { vmid, node };
};

const requireAccounted = async ({ stack, others, clock }: World): Promise<void> =>
  expect(await unaccounted(stack, others, clock.now())).toEqual([]);

const dispatchAgainMs = 5_000;

/** The longest waiting job of the deployment or of its cluster's queue leaves the queue, as with a worker that takes it. */
const takeJob = async ({ stack, id }: World): Promise<{ readonly key: string; readonly run_at: Date } | null> => {
  const { rows } = await stack.owner.query<{ key: string; run_at: Date }>(
    `DELETE FROM graphile_worker._private_jobs WHERE id = (
       SELECT id FROM graphile_worker._private_jobs WHERE key = ANY ($1) ORDER BY run_at, id LIMIT 1
     ) RETURNING key, run_at`,
    [[job('deployment.run', { deploymentId: id }).key, job('cluster.dispatch', { clusterId: stack.cluster.id }).key]],
  );
  return rows[0] ?? null;
};

const dispatch = async ({ stack, engine, clock }: World): Promise<void> => {
  const { id: clusterId } = stack.cluster;
  try {
    await engine.dispatch(clusterId, AbortSignal.timeout(jobPatienceMs));
  } catch (error) {
    if (!(error instanceof HypervisorError)) throw error;
    const again = new Date(clock.now().getTime() + dispatchAgainMs);
    await stack.database.jobs.enqueue([job('cluster.dispatch', { clusterId }, again)]);
  }
};

/** One job at its time. Where there is none, the sweep of the next minute looks for those who wait in the queue. */
const turn = async (world: World): Promise<void> => {
  const { engine, clock, id } = world;
  const taken = await takeJob(world);
  if (taken === null) {
    clock.reach(new Date(clock.now().getTime() + MINUTE));
    await engine.sweep();
    return;
  }
  clock.reach(taken.run_at);
  if (taken.key.startsWith('run:')) await engine.run(id, AbortSignal.timeout(jobPatienceMs));
  else await dispatch(world);
  await requireAccounted(world);
};

/** Jobs in a row after which a deployment counts as one that goes on waiting: time then passes faster. */
const soonTurns = 15;
const mostTurns = 60;

const untilTrue = async (world: World, what: string, isIt: (now: Told) => boolean): Promise<Told> => {
  for (let turns = 0; turns < mostTurns; turns += 1) {
    const now = await world.stack.deployment(world.id);
    if (isIt(now)) return now;
    if (turns > soonTurns) world.clock.reach(new Date(world.clock.now().getTime() + leapMs));
    await turn(world);
  }
  const { status, statusMessage } = await world.stack.deployment(world.id);
  throw new Error(`waited in vain until it ${what}: it is ${status} (${statusMessage})`);
};

/** Nothing goes on, and nothing is waited for. */
const rests = ({ operation }: Told): boolean => operation === null;

/** Goes on, job by job, until there is nothing more to do. */
export const settled = (world: World): Promise<Told> => untilTrue(world, 'rests', rests);

export const placed = (world: World): Promise<Told> =>
  untilTrue(world, 'is placed', ({ status }) => status !== 'queued');

/** Goes on until it waits and says why, and looks in vain once more. */
export const waitsSaying = async (world: World, says: RegExp): Promise<void> => {
  const saysSo = ({ statusMessage }: Told) => says.test(statusMessage ?? '');
  await untilTrue(world, `says ${says}`, saysSo);
  await turn(world);
  await turn(world);
  const now = await world.stack.deployment(world.id);
  expect(rests(now), `${now.status} while it should wait: ${now.statusMessage}`).toBe(false);
};

/** The cluster is well again, time enough has passed for everybody to notice, and what ran on has ended. */
export const calm = async ({ stack, clock, id }: World): Promise<void> => {
  const { control } = stack.simulator;
  await control.clearFaults();
  await control.acceptConnections();
  await control.setDaemonHung(false);
  await control.setQuorum(true);
  await control.setStorageFull('ceph-vm', false);
  await control.setTiming(fastTiming);
  const { nodes, vms } = await control.snapshot();
  for (const { name } of nodes) {
    await control.setNodeOnline(name, true);
    await control.setClockSkew(name, 0);
  }
  const { vmid } = await stack.deployment(id);
  if (vmid !== null) await control.releaseLockFile(vmid);
  const own = vms.find((vm) => vm.vmid === vmid);
  if (own?.config.lock !== undefined) await control.lockVm(own.vmid, null);
  await until('the tasks of the cluster to end', async () => (await control.stats()).tasksRunning === 0);
  clock.reach(new Date(clock.now().getTime() + MINUTE));
};
