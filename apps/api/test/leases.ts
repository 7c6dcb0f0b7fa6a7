// Leases that run out, and those that are over.
import { systemClock } from '@portal/db/system';
import { createEngine } from '@portal/engine';
import { hoursAfter } from '@portal/types';
import { type Stack, servicesBy } from './stack.ts';

/** Engine and services some hours from now: the past of a lease without waiting for it. */
export const hoursAhead = (stack: Stack, hours: number) => {
  const clock = { now: () => hoursAfter(new Date(), hours), wait: systemClock.wait };
  return { engine: createEngine({ ...stack.ports, clock }), services: servicesBy(stack, clock) };
};

/** Of a VM whose grace is over. */
export const graceOver = () => ({
  createdAt: hoursAfter(new Date(), -9),
  expiresAt: hoursAfter(new Date(), -2),
  deleteAt: hoursAfter(new Date(), -1),
});

/** When the lease of a VM is looked at next: once, or never. */
export const wakeUpsOf = async ({ owner }: Stack, id: string): Promise<readonly Date[]> => {
  const { rows } = await owner.query<{ run_at: Date }>('SELECT run_at FROM graphile_worker.jobs WHERE key = $1', [
    `lease:${id}`,
  ]);
  return rows.map((row) => row.run_at);
};
