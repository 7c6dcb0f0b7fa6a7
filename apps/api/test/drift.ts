// One look at the cluster by hand, and what is on record of it.
import type { Role } from '@portal/types';
import { auditOf } from './observe-cluster.ts';
import type { Stack } from './stack.ts';

export const patience = () => AbortSignal.timeout(10_000);

export type Running = Awaited<ReturnType<typeof running>>;

/** A VM that runs, with its owner and its place. */
export const running = async (stack: Stack, role?: Role) => {
  const actor = await stack.person(role);
  const id = await stack.create(actor);
  const { vmid, node } = await stack.carry(id, ['running']);
  if (vmid === null || node === null) throw new Error('running without a place');
  return { actor, id, vmid, node };
};

export const cycle = (stack: Stack) => stack.engine.observe(stack.cluster.id, patience());

export const lastObservationOf = async (stack: Stack) => {
  const lastObservation = await stack.database.lastObservations.latest(stack.cluster.id);
  if (lastObservation === null) throw new Error('the cluster has not been looked at');
  return lastObservation;
};

export const lastAct = async (stack: Stack, id: string) => (await auditOf(stack, id)).at(-1);

export const clusterActs = async (stack: Stack): Promise<{ action: string; detail: unknown }[]> => {
  const { rows } = await stack.owner.query<{ action: string; detail: unknown }>(
    `SELECT action, detail FROM audit_logs WHERE subject_type = 'cluster' AND action <> 'cluster.registered' ORDER BY at, id`,
  );
  return rows;
};
