// A deletion of which its owner could not be warned outside of the portal is put off, twice at most; then the lead is told, and it goes on.
import { engineActions } from '@portal/domain';
import { hoursAfter } from '@portal/types';
import { openReceiver } from '@portal/webhooks/testing';
import { expect, test } from 'vitest';
import { graceOver, hoursAhead } from './leases.ts';
import { happened, makeMessages } from './messages.ts';
import { deployed } from './mutation-subjects.ts';
import { createStack, type Stack } from './stack.ts';
import { sendAll } from './webhooks.ts';

/** A VM whose grace is over, of which its owner was warned: by mail, too, unless there is none. */
const warned = async (stack: Stack, mails = true) => {
  const team = await stack.team('Voice');
  const [sam, lead] = [await stack.person('support', team), await stack.person('lead', team)];
  const given = graceOver();
  const vm = await deployed({ stack, owner: sam }, 'expired', { given });
  const warning = { end: 'delete', hours: 1, at: given.deleteAt.toISOString() };
  const warn = async () => {
    await happened(stack, engineActions.leaseWarned, vm, warning);
    await makeMessages(stack, mails);
  };
  const lookAt = async (hours: number) => {
    await hoursAhead(stack, hours).engine.leaseDue(vm.id);
    await makeMessages(stack, mails);
    const { status, postponements, deleteAt } = await stack.deployment(vm.id);
    return { status, postponements, deleteAt: deleteAt?.getTime() ?? 0 };
  };
  const kindsOf = async (person: typeof sam) =>
    (await stack.services.messages.list(person, {})).items.map(({ kind }) => kind);
  return { team, sam, lead, vm, warn, lookAt, kindsOf };
};

const postponements = async ({ owner }: Stack) => {
  const text = `SELECT FROM audit_logs WHERE action = 'deployment.deletion_postponed' AND actor_kind = 'system'`;
  return (await owner.query(text)).rowCount;
};

test('where no mail of its warnings was taken it is put off by a day, twice; then the lead knows, and it goes on', async () => {
  await using stack = await createStack();
  const { sam, lead, warn, lookAt, kindsOf } = await warned(stack);
  await warn();
  const first = await lookAt(0);
  expect(first).toMatchObject({ status: 'expired', postponements: 1 });
  expect(first.deleteAt).toBeGreaterThan(hoursAfter(new Date(), 23).getTime());
  expect(await lookAt(1)).toEqual(first);
  expect(await kindsOf(lead)).toEqual([]);

  const second = await lookAt(25);
  expect(second).toMatchObject({ status: 'expired', postponements: 2 });
  expect(second.deleteAt).toBeGreaterThan(hoursAfter(new Date(), 48).getTime());
  expect(await kindsOf(lead)).toEqual(['deletion_unheard']);
  expect(await kindsOf(sam)).toEqual(['deletion_postponed', 'deletion_postponed', 'lease_warned']);
  expect(await postponements(stack)).toBe(2);

  expect(await lookAt(50)).toMatchObject({ status: 'deleting', postponements: 2 });
});

test('an extension begins anew', async () => {
  await using stack = await createStack();
  const { sam, vm, warn, lookAt } = await warned(stack);
  await warn();
  await lookAt(0);
  await stack.services.deployments.act(sam, { action: 'extend', id: vm.id, hours: 1 });
  expect(await stack.deployment(vm.id)).toMatchObject({ postponements: 0 });
});

test('one mail that was taken is enough, and so is one message in a team’s chat', async () => {
  await using stack = await createStack();
  const { warn, lookAt } = await warned(stack);
  await warn();
  await warn();
  await stack.owner.query(`UPDATE message_mails SET next_at = NULL, sent_at = now()
    WHERE message_id = (SELECT message_id FROM message_mails LIMIT 1)`);
  expect(await lookAt(0)).toMatchObject({ status: 'deleting', postponements: 0 });

  await using other = await createStack();
  await using receiver = await openReceiver();
  const chat = await warned(other);
  await other.services.webhooks.create(await other.person('admin'), {
    ...{ name: 'Voice', url: receiver.url, actions: null },
    chat: { format: 'slack', teamId: chat.team.id, kinds: ['lease_warned'], locale: 'en-GB', timeZone: 'UTC' },
  });
  await chat.warn();
  await sendAll(other);
  expect(receiver.received).toHaveLength(1);
  expect(await chat.lookAt(0)).toMatchObject({ status: 'deleting', postponements: 0 });
});

test('where nothing leads outside of the portal, or nobody was warned, it is deleted at its date', async () => {
  await using stack = await createStack();
  const { warn, lookAt } = await warned(stack, false);
  await warn();
  expect(await lookAt(0)).toMatchObject({ status: 'deleting', postponements: 0 });
  await using other = await createStack();
  expect(await (await warned(other)).lookAt(0)).toMatchObject({ status: 'deleting', postponements: 0 });
});

test('a VM without a grace is stopped meanwhile, and two workers put its deletion off once', async () => {
  await using stack = await createStack();
  const { sam } = await warned(stack);
  const at = hoursAfter(new Date(), -1);
  const given = { createdAt: hoursAfter(at, -9), expiresAt: at, deleteAt: at };
  const vm = await deployed({ stack, owner: sam }, 'running', { given });
  await happened(stack, engineActions.leaseWarned, vm, { end: 'delete', hours: 1, at: at.toISOString() });
  await makeMessages(stack, true);
  const engines = [hoursAhead(stack, 0).engine, hoursAhead(stack, 0).engine];
  await Promise.allSettled(engines.map((engine) => engine.leaseDue(vm.id)));
  expect(await postponements(stack)).toBe(1);
  await hoursAhead(stack, 0).engine.leaseDue(vm.id);
  expect(await stack.deployment(vm.id)).toMatchObject({ status: 'stopping', postponements: 1 });
});
