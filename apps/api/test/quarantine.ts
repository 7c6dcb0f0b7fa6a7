// What the tests of the quarantine have in common: a VM with which somebody else has been at work, and what is seen and
// done about it.
import type { PersonContext } from '@portal/domain';
import type { QuarantineAction, QuarantineItem } from '@portal/types';
import { expect } from 'vitest';
import { type Stack, wordsOf } from './stack.ts';

export const reason = 'Agreed with the customer in CASE-4711.';
export const foreign = { description: 'Belongs to the customer now.', tags: 'customer' } as const;

export interface Quarantined {
  readonly stack: Stack;
  readonly id: string;
  readonly vmid: number;
  readonly node: string;
  readonly owner: PersonContext;
  readonly admin: PersonContext;
}

export const cycle = ({ stack }: Pick<Quarantined, 'stack'>) =>
  stack.engine.observe(stack.cluster.id, AbortSignal.timeout(10_000));

/** A running VM; what somebody does to it then; and the cycle that finds out. */
export const quarantined = async (
  stack: Stack,
  tamper: (vm: { readonly vmid: number; readonly node: string }) => Promise<void>,
): Promise<Quarantined> => {
  const owner = await stack.person('support');
  const admin = await stack.person('admin');
  const id = await stack.create(owner);
  const { vmid, node } = await stack.carry(id, ['running']);
  if (vmid === null || node === null) throw new Error('running without a place');
  await tamper({ vmid, node });
  const made = { stack, id, vmid, node, owner, admin };
  await cycle(made);
  expect((await stack.deployment(id)).status).toBe('quarantined');
  return made;
};

export const settle = ({ stack, admin, id }: Quarantined, action: QuarantineAction) =>
  stack.services.quarantine.settle(admin, action, { id, reason });

export const refusalOf = (work: Promise<unknown>): Promise<string> => work.then(() => 'accepted', wordsOf);

export const itemOf = async ({ stack, admin, id }: Quarantined): Promise<QuarantineItem> => {
  const { items } = await stack.services.quarantine.list(admin, {});
  const item = items.find((one) => one.id === id);
  if (item === undefined) throw new Error(`${id} is not in quarantine`);
  return item;
};

export const vmOf = async ({ stack, vmid }: Quarantined) => {
  const { vms } = await stack.simulator.control.snapshot();
  return vms.find((vm) => vm.vmid === vmid);
};

/** What was sent to change anything in the cluster, since the log was cleared. */
export const writes = async ({ stack }: Quarantined): Promise<string[]> =>
  (await stack.simulator.control.requests())
    .filter(({ method }) => method !== 'GET')
    .map(({ method, path }) => `${method} ${path.replace('/api2/json', '')}`);

export const retagged = (stack: Stack) =>
  quarantined(stack, ({ vmid }) => stack.simulator.control.updateConfig(vmid, foreign));
