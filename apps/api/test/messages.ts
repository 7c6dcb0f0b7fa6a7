// What people are told of, as it comes about: somebody's VM, what happens to it, and the messages that are made of it.
import { randomUUID } from 'node:crypto';
import { Change, deploymentEvent, type engineActions, systemActor } from '@portal/domain';
import { createMessenger } from '@portal/notifications';
import { deployed } from './mutation-subjects.ts';
import { type Stack, until } from './stack.ts';

export const never = new AbortController().signal;
export const disable = `UPDATE users SET disabled_at = now(), disabled_reason = 'Away.' WHERE id = $1`;

export const owned = async (stack: Stack) => {
  const sam = await stack.person('support', await stack.team(`Team ${randomUUID()}`));
  return { sam, vm: await deployed({ stack, owner: sam }, 'running') };
};

export const happened = (
  { database }: Stack,
  action: (typeof engineActions)[keyof typeof engineActions],
  vm: { readonly id: string; readonly name: string },
  detail = {},
): Promise<void> =>
  database.unitOfWork.run(systemActor('engine'), (tx) => tx.commit(Change.record(deploymentEvent(action, vm, detail))));

/** Whoever follows the trail reads no row that may still have one before it. */
export const settled = ({ owner }: Stack): Promise<void> =>
  until('every row to be settled', async () => {
    const unsettled = 'SELECT FROM audit_logs WHERE xact >= pg_snapshot_xmin(pg_current_snapshot())';
    return (await owner.query(unsettled)).rowCount === 0;
  });

export const makeMessages = async (stack: Stack, mails = false): Promise<void> => {
  await settled(stack);
  await createMessenger({ ...stack.database, mails }).make(never);
};
