// The administration of webhooks: who may, what is refused, that a secret is told once, and what is sent on request.
import { systemClock } from '@portal/db/system';
import { engineActions, type PersonContext } from '@portal/domain';
import { hoursAfter, problemSchema, webhookPayloadSchema } from '@portal/types';
import { openReceiver } from '@portal/webhooks/testing';
import { expect, test } from 'vitest';
import { happened, owned } from './messages.ts';
import { restOf } from './rest-client.ts';
import { createStack, type Stack, servicesBy } from './stack.ts';
import { channelOf, deliveriesOf, hook, isSignedWith, makeDeliveries, sendAll } from './webhooks.ts';

const url = 'https://127.0.0.1/hooks/path-is-a-secret';

const onRecord = async ({ owner }: Stack) => {
  const text = `SELECT action, outcome, subject_name AS name, detail::text AS detail FROM audit_logs WHERE subject_type = 'webhook' ORDER BY id`;
  return (await owner.query<Record<'action' | 'outcome' | 'name' | 'detail', string>>(text)).rows;
};

test('its secret is told once: neither read nor on record nor in the database again', async () => {
  await using stack = await createStack();
  const admin = await stack.person('admin');
  const { secret, ...made } = await hook(stack, admin, url);
  expect(Buffer.from(secret.replace('whsec_', ''), 'base64')).toHaveLength(32);
  expect(await stack.services.webhooks.list(admin)).toEqual({ items: [made], nextCursor: null });
  const { rows } = await stack.owner.query<{ all: string }>('SELECT webhooks::text AS all FROM webhooks');
  const records = await onRecord(stack);
  expect(records).toMatchObject([{ action: 'webhook.created', outcome: 'succeeded', name: 'CMDB' }]);
  for (const text of [rows[0]?.all ?? '', records[0]?.detail ?? '']) {
    expect(text).toContain('127.0.0.1');
    expect(text).not.toContain(secret.replace('whsec_', ''));
  }
  expect(records[0]?.detail).not.toContain('path-is-a-secret');
});

test('administrators make them, auditors look without the path of the address, nobody else sees any', async () => {
  await using stack = await createStack();
  const { webhooks } = stack.services;
  const { id } = await hook(stack, await stack.person('admin'), url);
  const auditor = await stack.person('auditor');
  expect((await webhooks.byId(auditor, id)).url).toBe('https://127.0.0.1');
  await expect(hook(stack, auditor, url)).rejects.toMatchObject({ code: 'forbidden' });
  for (const role of ['support', 'lead', 'template_admin'] as const) {
    const person = await stack.person(role);
    await expect(webhooks.list(person)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(webhooks.deliveries(person, { id })).rejects.toMatchObject({ code: 'forbidden' });
    await expect(webhooks.remove(person, id)).rejects.toMatchObject({ code: 'forbidden' });
  }
});

test.each([
  ['https://10.1.2.3/hook', 'closed'],
  ['https://[::1]/hook', 'closed'],
  ['https://169.254.169.254/latest/meta-data', 'closed'],
  ['http://8.8.8.8/hook', 'unencrypted'],
  ['https://sam:secret@127.0.0.1/hook', 'with_user'],
  ['ftp://127.0.0.1/hook', 'malformed'],
])('%s is refused as an address when it is made and when it is changed', async (address, fault) => {
  await using stack = await createStack();
  const admin = await stack.person('admin');
  const refused = {
    code: 'invalid_input',
    details: { fields: [{ field: 'url', reason: { code: 'webhook_address', params: { fault } } }] },
  };
  await expect(hook(stack, admin, address)).rejects.toMatchObject(refused);
  const { id } = await hook(stack, admin, url);
  await expect(stack.services.webhooks.change(admin, { id, url: address })).rejects.toMatchObject(refused);
  expect((await stack.services.webhooks.byId(admin, id)).url).toBe(url);
});

test('what never happens cannot be asked for, and there are fifty at most', async () => {
  await using stack = await createStack();
  const admin = await stack.person('admin');
  for (const actions of [['deployment.vanished'], ['deployment.', 'nothing.'], ['user.signed_in'], ['']])
    await expect(hook(stack, admin, url, actions)).rejects.toMatchObject({ code: 'invalid_input' });
  const made = await Promise.allSettled(Array.from({ length: 52 }, () => hook(stack, admin, url)));
  expect(made.filter(({ status }) => status === 'fulfilled')).toHaveLength(50);
});

test('a test reaches the one that is tested whatever it asks for, and no other; a disabled one is sent none', async () => {
  await using stack = await createStack();
  await using receiver = await openReceiver();
  const admin = await stack.person('admin');
  const { webhooks } = stack.services;
  const { id } = await hook(stack, admin, receiver.url, ['problem.']);
  const other = await hook(stack, admin, receiver.url, null);
  await webhooks.test(admin, id);
  await sendAll(stack);
  expect(receiver.received).toHaveLength(1);
  const { type, data } = webhookPayloadSchema.parse(JSON.parse(receiver.received[0]?.body ?? ''));
  expect([type, data.subject.id]).toEqual(['webhook.tested', id]);
  expect(await deliveriesOf(stack, admin, other)).toEqual([]);
  await webhooks.change(admin, { id, enabled: false });
  const disabled = { code: 'conflict', reason: { code: 'webhook_disabled' } };
  await expect(webhooks.test(admin, id)).rejects.toMatchObject(disabled);
});

/** Somebody's VM is ready, and a webhook hears of it. */
const delivered = async (stack: Stack, admin: PersonContext, address: string) => {
  const { vm } = await owned(stack);
  const webhook = await hook(stack, admin, address);
  await happened(stack, engineActions.provisioned, vm);
  await sendAll(stack);
  return webhook;
};

test('a delivery is sent again under the same id, and only to the webhook that it is of', async () => {
  await using stack = await createStack();
  await using receiver = await openReceiver();
  const admin = await stack.person('admin');
  const { webhooks } = stack.services;
  const { id } = await delivered(stack, admin, receiver.url);
  const [delivery] = await deliveriesOf(stack, admin, { id });
  const deliveryId = delivery?.id ?? '';
  const other = await hook(stack, admin, receiver.url);
  await expect(webhooks.redeliver(admin, { id: other.id, deliveryId })).rejects.toMatchObject({ code: 'not_found' });
  await webhooks.redeliver(admin, { id, deliveryId });
  await sendAll(stack);
  expect(receiver.received.map(({ headers }) => headers['webhook-id'])).toEqual([deliveryId, deliveryId]);
  expect(receiver.received[1]?.body).toBe(receiver.received[0]?.body);
});

test('a token that may not follow events does not come to read them through a webhook', async () => {
  await using stack = await createStack();
  const admin = await stack.person('admin');
  const { id } = await hook(stack, admin, url);
  const rest = await restOf(stack, admin, ['webhooks:*']);
  const refusals = [
    await rest('POST', '/webhooks', { body: { name: 'CMDB', url, actions: null } }),
    await rest('PATCH', `/webhooks/${id}`, { body: { url: `${url}/elsewhere` } }),
    await rest('PATCH', `/webhooks/${id}`, { body: { actions: null } }),
    await rest('GET', `/webhooks/${id}/deliveries`),
  ];
  for (const refused of refusals)
    expect([refused.status, problemSchema.parse(await refused.json()).reason]).toEqual([
      403,
      { code: 'scope_missing', params: { scope: 'audit:list' } },
    ]);
  expect((await rest('PATCH', `/webhooks/${id}`, { body: { enabled: false } })).status).toBe(200);
});

test('it is told who did something, and not from where', async () => {
  await using stack = await createStack();
  await using receiver = await openReceiver();
  const admin = { ...(await stack.person('admin')), address: '198.51.100.7', userAgent: 'curl/8.9' };
  const webhook = await hook(stack, admin, receiver.url);
  await stack.services.webhooks.test(admin, webhook.id);
  await sendAll(stack);
  const [{ payload } = {}] = await deliveriesOf(stack, admin, webhook);
  expect(payload?.data).toMatchObject({ actor: { name: admin.principal.name }, address: null, userAgent: null });
  expect(JSON.parse(receiver.received[0]?.body ?? '')).toEqual(payload);
});

test('while its secret is rotated both sign, and then the new one alone', async () => {
  await using stack = await createStack();
  await using receiver = await openReceiver();
  const admin = await stack.person('admin');
  const { webhooks } = stack.services;
  const { id, secret: old } = await hook(stack, admin, receiver.url);
  const { secret: first } = await webhooks.rotate(admin, { id });
  await webhooks.test(admin, id);
  await sendAll(stack);
  const { secret: second } = await webhooks.rotate(admin, { id, overlapHours: 0 });
  await webhooks.test(admin, id);
  await sendAll(stack);
  const signedWith = receiver.received.map((one) => [old, first, second].map((secret) => isSignedWith(secret, one)));
  expect(signedWith).toEqual([
    [true, true, false],
    [false, false, true],
  ]);
});

test('a secret of before a rotation is kept no longer than it signs', async () => {
  await using stack = await createStack();
  const admin = await stack.person('admin');
  const clock = { ...systemClock, now: () => hoursAfter(new Date(), 25) };
  const later = { ...stack, ports: { ...stack.ports, clock } };
  const kept = async () =>
    (
      await stack.owner.query<{ count: number }>(
        'SELECT cardinality(sealed_secrets) AS count FROM webhooks ORDER BY id',
      )
    ).rows;
  const swept = await hook(stack, admin, url);
  const changed = await hook(stack, admin, url);
  for (const { id } of [swept, changed]) await stack.services.webhooks.rotate(admin, { id });
  await channelOf(stack).forgetSecrets();
  expect(await kept()).toEqual([{ count: 2 }, { count: 2 }]);
  await servicesBy(stack, clock).webhooks.change(admin, { id: changed.id, name: 'Mended' });
  expect(await kept()).toEqual([{ count: 2 }, { count: 1 }]);
  await channelOf(later).forgetSecrets();
  expect(await kept()).toEqual([{ count: 1 }, { count: 1 }]);
  expect(await stack.services.webhooks.byId(admin, swept.id)).toMatchObject({ rotatingUntil: null });
});

test('what was changed is on record by name; a change of nothing is none', async () => {
  await using stack = await createStack();
  const admin = await stack.person('admin');
  const { id, name } = await hook(stack, admin, url);
  await stack.services.webhooks.change(admin, { id, name, url: `${url}/elsewhere`, actions: null });
  const [, { detail } = { detail: '' }] = await onRecord(stack);
  expect(JSON.parse(detail)).toMatchObject({ changed: ['url', 'actions'] });
  const refused = await (await restOf(stack, admin))('PATCH', `/webhooks/${id}`, { body: {} });
  expect([refused.status, problemSchema.parse(await refused.json()).errors?.[0]?.code]).toEqual([
    400,
    'nothing_to_edit',
  ]);
});

test('one that is removed is sent nothing more, keeps no secret, and is found no more', async () => {
  await using stack = await createStack();
  await using receiver = await openReceiver();
  const admin = await stack.person('admin');
  const { webhooks } = stack.services;
  const { id } = await hook(stack, admin, receiver.url);
  await webhooks.test(admin, id);
  await makeDeliveries(stack);
  await webhooks.remove(admin, id);
  await sendAll(stack);
  expect(receiver.received).toEqual([]);
  await expect(webhooks.byId(admin, id)).rejects.toMatchObject({ code: 'not_found' });
  const { rows } = await stack.owner.query('SELECT sealed_secrets FROM webhooks');
  expect(rows).toEqual([{ sealed_secrets: [] }]);
});
