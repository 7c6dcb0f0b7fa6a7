// Deliveries to webhooks, on the real database and with real receivers on loopback: each event once and in order, tried again where it is not
// taken, and by two workers no more often than by one.
import { engineActions, type PersonContext } from '@portal/domain';
import { webhookPauseAfter } from '@portal/notifications';
import { silentLog } from '@portal/testing';
import { dayMs, type WebhookFault, webhookPayloadSchema } from '@portal/types';
import { createWebhookSender } from '@portal/webhooks';
import { openReceiver, type Received } from '@portal/webhooks/testing';
import { expect, test } from 'vitest';
import { happened, never, owned } from './messages.ts';
import { createStack, type Stack, until } from './stack.ts';
import { channelOf, deliveriesOf, hook, isSignedWith, makeDeliveries, sendAll, timePasses } from './webhooks.ts';

const typesOf = (received: readonly Received[]) =>
  received.map(({ body }) => webhookPayloadSchema.parse(JSON.parse(body)).type);

const idsOf = (received: readonly Received[]) => received.map(({ headers }) => headers['webhook-id']);

const world = async (stack: Stack) => ({
  admin: await stack.person('admin'),
  web: (await owned(stack)).vm,
  db: (await owned(stack)).vm,
});

const openProblems = async ({ database }: Stack) =>
  (await database.engine.openProblems('webhook_not_taken')).map(({ params }) => params);

test('each event reaches each webhook that asks for it once, in the order of the trail, signed with its secret', async () => {
  await using stack = await createStack();
  await using all = await openReceiver();
  await using some = await openReceiver();
  await using none = await openReceiver();
  const { admin, web } = await world(stack);
  const hooks = [
    await hook(stack, admin, all.url, null),
    await hook(stack, admin, some.url, ['deployment.provisioned', 'problem.']),
    await hook(stack, admin, none.url, ['template.']),
  ];
  for (const action of [engineActions.placed, engineActions.provisioned, engineActions.deleted])
    await happened(stack, action, web);
  await sendAll(stack);
  await sendAll(stack);
  expect(typesOf(all.received)).toEqual(['deployment.placed', 'deployment.provisioned', 'deployment.deleted']);
  expect(typesOf(some.received)).toEqual(['deployment.provisioned']);
  expect(none.received).toEqual([]);
  expect(new Set(idsOf(all.received)).size).toBe(3);
  for (const one of all.received)
    expect(hooks.map(({ secret }) => isSignedWith(secret, one))).toEqual([true, false, false]);
  expect(
    (await deliveriesOf(stack, admin, { id: hooks[0]?.id ?? '' })).map(({ state, attempts }) => [state, attempts]),
  ).toEqual([
    ['delivered', 1],
    ['delivered', 1],
    ['delivered', 1],
  ]);
});

test('what is not taken is tried again with pauses under the same id; what comes after it of the same VM waits, that of others does not', async () => {
  await using stack = await createStack();
  await using receiver = await openReceiver((response, _received, nth) => {
    response.writeHead(nth === 1 ? 503 : 200).end(nth === 1 ? 'Not now' : 'Thanks');
  });
  const { admin, web, db } = await world(stack);
  const webhook = await hook(stack, admin, receiver.url);
  await happened(stack, engineActions.provisioned, web);
  await happened(stack, engineActions.leaseWarned, web);
  await happened(stack, engineActions.provisioned, db);
  await sendAll(stack);
  const [other, after, first] = await deliveriesOf(stack, admin, webhook);
  expect(first).toMatchObject({ state: 'waiting', attempts: 1, status: 503, fault: null, answer: 'Not now' });
  expect(after).toMatchObject({ state: 'waiting', attempts: 0, status: null });
  expect(other).toMatchObject({ state: 'delivered', attempts: 1, status: 200, answer: 'Thanks' });
  expect(Date.parse(first?.nextAt ?? '')).toBeGreaterThanOrEqual(Date.parse(first?.triedAt ?? '') + 5_000);
  await timePasses(stack);
  await sendAll(stack);
  expect(idsOf(receiver.received)).toEqual([first?.id, other?.id, first?.id, after?.id]);
});

test('it is tried ten times within about a day, ever more seldom, and then given up', async () => {
  const pauses = Array.from({ length: 9 }, (_, before) => webhookPauseAfter(before + 1) ?? Number.NaN);
  expect(pauses).toEqual(pauses.toSorted((one, other) => one - other));
  expect(pauses.reduce((sum, pause) => sum + pause) / 3_600_000).toBeCloseTo(22.7, 1);
  await using stack = await createStack();
  await using receiver = await openReceiver((response) => void response.writeHead(500).end());
  const { admin, web } = await world(stack);
  const webhook = await hook(stack, admin, receiver.url);
  await happened(stack, engineActions.provisioned, web);
  for (let attempt = 1; attempt <= 12; attempt += 1) {
    await sendAll(stack);
    await timePasses(stack);
  }
  expect(receiver.received).toHaveLength(10);
  expect(await deliveriesOf(stack, admin, webhook)).toMatchObject([{ state: 'given_up', attempts: 10, nextAt: null }]);
  expect((await stack.services.webhooks.byId(admin, webhook.id)).enabled).toBe(true);
});

test('two workers at once send nothing twice, and keep the order of each VM', async () => {
  await using stack = await createStack();
  await using first = await openReceiver();
  await using second = await openReceiver();
  const { admin, web, db } = await world(stack);
  for (const { url } of [first, second]) await hook(stack, admin, url);
  for (let nth = 0; nth < 20; nth += 1)
    for (const vm of [web, db]) await happened(stack, engineActions.stepDone, vm, { nth });
  await makeDeliveries(stack);
  await Promise.all([1, 2, 3].map(() => channelOf(stack).send(never)));
  for (const { received } of [first, second]) {
    expect(received).toHaveLength(40);
    expect(new Set(idsOf(received)).size).toBe(40);
    const events = received.map(({ body }) => webhookPayloadSchema.parse(JSON.parse(body)).data);
    for (const { id } of [web, db]) {
      const nths = events.filter(({ subject }) => subject.id === id).map(({ detail }) => detail.nth);
      expect(nths).toEqual(Array.from({ length: 20 }, (_, nth) => nth));
    }
  }
});

test('what a worker took and did not bring to its end is taken again after a minute, and not before', async () => {
  await using stack = await createStack();
  await using receiver = await openReceiver();
  const { admin, web } = await world(stack);
  await hook(stack, admin, receiver.url);
  await happened(stack, engineActions.provisioned, web);
  await makeDeliveries(stack);
  expect(await stack.database.webhookQueue.take(16, [])).toHaveLength(1);
  expect(await stack.database.webhookQueue.take(16, [])).toEqual([]);
  await timePasses(stack);
  await channelOf(stack).send(never);
  expect(receiver.received).toHaveLength(1);
});

test('a receiver that is slow keeps no other from theirs', async () => {
  await using stack = await createStack();
  await using quick = await openReceiver();
  // It answers once the other one has everything.
  await using slow = await openReceiver((response) => {
    const look = setInterval(() => {
      if (quick.received.length < 3) return;
      clearInterval(look);
      response.writeHead(204).end();
    }, 10);
  });
  const { admin, web } = await world(stack);
  for (const { url } of [slow, quick]) await hook(stack, admin, url);
  for (let nth = 0; nth < 3; nth += 1) await happened(stack, engineActions.stepDone, web);
  await sendAll(stack, { sender: createWebhookSender({ allowed: ['127.0.0.1'], answerWithinMs: 50_000 }) });
  expect([quick.received.length, slow.received.length]).toEqual([3, 3]);
});

test('a redirect is an answer like any other, and is not followed', async () => {
  await using stack = await createStack();
  await using target = await openReceiver();
  await using receiver = await openReceiver((response) => void response.writeHead(307, { location: target.url }).end());
  const { admin, web } = await world(stack);
  const webhook = await hook(stack, admin, receiver.url);
  await happened(stack, engineActions.provisioned, web);
  await sendAll(stack);
  expect(target.received).toEqual([]);
  expect(await deliveriesOf(stack, admin, webhook)).toMatchObject([{ state: 'waiting', status: 307 }]);
});

test('an address that was allowed once is judged anew at each request', async () => {
  await using stack = await createStack();
  await using receiver = await openReceiver();
  const { admin, web } = await world(stack);
  const webhook = await hook(stack, admin, receiver.url);
  await happened(stack, engineActions.provisioned, web);
  await sendAll(stack, { sender: createWebhookSender({ allowed: [] }) });
  expect(receiver.received).toEqual([]);
  expect(await deliveriesOf(stack, admin, webhook)).toMatchObject([
    { state: 'waiting', status: null, fault: 'address', answer: 'closed' },
  ]);
});

test('a receiver that wants no more is told no more, which is a problem; enabled again, it gets what waited', async () => {
  await using stack = await createStack();
  await using receiver = await openReceiver(
    (response, _received, nth) => void response.writeHead(nth === 1 ? 410 : 204).end(),
  );
  const { admin, web } = await world(stack);
  const webhook = await hook(stack, admin, receiver.url);
  await happened(stack, engineActions.provisioned, web);
  await sendAll(stack);
  await timePasses(stack);
  await happened(stack, engineActions.leaseWarned, web);
  await sendAll(stack);
  expect(receiver.received).toHaveLength(1);
  expect((await stack.services.webhooks.byId(admin, webhook.id)).enabled).toBe(false);
  const { host } = new URL(receiver.url);
  expect(await openProblems(stack)).toEqual([{ name: 'CMDB', host, reason: 'gone' }]);
  await stack.services.webhooks.change(admin, { id: webhook.id, enabled: true });
  expect(await openProblems(stack)).toEqual([]);
  await sendAll(stack);
  // Of what happened meanwhile it is told nothing.
  expect(typesOf(receiver.received)).toEqual(['deployment.provisioned', 'deployment.provisioned']);
});

interface Given {
  readonly daysAgo: number;
  readonly takenDaysAgo?: number;
  readonly fault?: WebhookFault;
}

interface Target {
  readonly url?: string;
  readonly changedDaysAgo: number;
}

/** What is on its way no more, to a webhook that was changed last so many days ago. */
const pastOf = async (stack: Stack, admin: PersonContext, given: readonly Given[], to: Target) => {
  const { url = 'https://127.0.0.1/hook', changedDaysAgo } = to;
  const webhook = await hook(stack, admin, url);
  await stack.owner.query(`BEGIN; SET LOCAL session_replication_role = 'replica';
    UPDATE webhooks SET updated_at = now() - interval '${changedDaysAgo} days' WHERE id = '${webhook.id}'; COMMIT`);
  for (const [nth, { daysAgo, takenDaysAgo, fault }] of given.entries())
    await stack.owner.query(
      `INSERT INTO webhook_deliveries (webhook_id, event_id, subject_id, next_at, created_at, delivered_at, fault)
       SELECT $1, id, subject_id, NULL, now() - make_interval(days => $3), now() - make_interval(days => $4), $5
       FROM audit_logs ORDER BY id LIMIT 1 OFFSET $2`,
      [webhook.id, nth, daysAgo, takenDaysAgo, fault],
    );
  return webhook;
};

test('a webhook is silent when what it was to get five days ago was given up, and nothing was taken since, nor the webhook changed', async () => {
  await using stack = await createStack();
  const { admin } = await world(stack);
  const isSilent = async (given: readonly Given[], changedDaysAgo = 25) => {
    const { id } = await pastOf(stack, admin, given, { changedDaysAgo });
    return stack.database.webhookQueue.isSilentSince(id, new Date(Date.now() - 5 * dayMs));
  };
  expect(await isSilent([{ daysAgo: 6 }])).toBe(true);
  expect(await isSilent([{ daysAgo: 8, takenDaysAgo: 7 }, { daysAgo: 6 }])).toBe(true);
  expect(await isSilent([{ daysAgo: 4 }])).toBe(false);
  expect(await isSilent([{ daysAgo: 20 }, { daysAgo: 7, takenDaysAgo: 7 }, { daysAgo: 1 }])).toBe(false);
  expect(await isSilent([{ daysAgo: 6 }], 1)).toBe(false);
  expect(await isSilent([{ daysAgo: 6, fault: 'internal' }])).toBe(false);
});

test('one that is silent is disabled with the delivery that is given up', async () => {
  await using stack = await createStack();
  await using receiver = await openReceiver((response) => void response.writeHead(500).end());
  const admin = await stack.person('admin');
  const webhook = await pastOf(stack, admin, [{ daysAgo: 6 }], { url: receiver.url, changedDaysAgo: 7 });
  await stack.owner.query('UPDATE webhook_deliveries SET attempts = 9, next_at = now()');
  await sendAll(stack);
  expect((await stack.services.webhooks.byId(admin, webhook.id)).enabled).toBe(false);
  expect(await openProblems(stack)).toMatchObject([{ reason: 'silent' }]);
});

test('a worker that stops gives back what it has begun, and that try is none', async () => {
  await using stack = await createStack();
  const stopping = new AbortController();
  await using receiver = await openReceiver(() => stopping.abort());
  const { admin, web } = await world(stack);
  const webhook = await hook(stack, admin, receiver.url);
  await happened(stack, engineActions.provisioned, web);
  await makeDeliveries(stack);
  await expect(channelOf(stack).send(stopping.signal)).rejects.toThrow();
  expect(await deliveriesOf(stack, admin, webhook)).toMatchObject([{ state: 'waiting', attempts: 0 }]);
  expect(await stack.database.webhookQueue.take(16, [])).toHaveLength(1);
});

test('one that cannot be read is tried again like one that cannot be made, and keeps no other from theirs', async () => {
  await using stack = await createStack();
  await using receiver = await openReceiver();
  const { admin, web, db } = await world(stack);
  for (const _ of [1, 2]) await hook(stack, admin, receiver.url);
  for (const vm of [web, db]) await happened(stack, engineActions.provisioned, vm);
  await makeDeliveries(stack);
  await stack.owner.query(`BEGIN; SET LOCAL session_replication_role = 'replica';
    UPDATE audit_logs SET at = 'infinity' WHERE subject_id = '${web.id}' AND action = 'deployment.provisioned'; COMMIT`);
  for (const _ of [1, 2]) await channelOf(stack).send(never);
  expect(receiver.received.map(({ body }) => webhookPayloadSchema.parse(JSON.parse(body)).data.subject.id)).toEqual([
    db.id,
    db.id,
  ]);
  const { rows } = await stack.owner.query(
    'SELECT fault, attempts, next_at > now() AS waits FROM webhook_deliveries WHERE delivered_at IS NULL',
  );
  expect(rows).toEqual(Array.from({ length: 2 }, () => ({ fault: 'internal', attempts: 1, waits: true })));
});

test('a webhook is told nothing of before it was made', async () => {
  await using stack = await createStack();
  const { admin, web } = await world(stack);
  await happened(stack, engineActions.placed, web);
  // Its moment is rounded to a millisecond, and may lie that much ahead.
  const isOver = `SELECT clock_timestamp() > max(at) + interval '2 milliseconds' AS over FROM audit_logs`;
  await until('the moment to be over', async () => (await stack.owner.query(isOver)).rows[0]?.over === true);
  const webhook = await hook(stack, admin, 'https://127.0.0.1/hook');
  await happened(stack, engineActions.provisioned, web);
  await makeDeliveries(stack);
  const told = await deliveriesOf(stack, admin, webhook);
  expect(told.map(({ payload }) => payload.type)).toEqual(['deployment.provisioned']);
});

test('what came of a try is not kept where it was asked for again meanwhile', async () => {
  await using stack = await createStack();
  const { admin, web } = await world(stack);
  const webhook = await hook(stack, admin, 'https://127.0.0.1/hook');
  await happened(stack, engineActions.provisioned, web);
  await makeDeliveries(stack);
  const { webhookQueue } = stack.database;
  const [taken] = await webhookQueue.take(16, []);
  if (taken === undefined) throw new Error('Nothing was due.');
  await stack.services.webhooks.redeliver(admin, { id: webhook.id, deliveryId: taken.id });
  await webhookQueue.failed(taken, { status: 500, fault: null, answer: '' }, null);
  await webhookQueue.delivered(taken, { status: 204, fault: null, answer: '' });
  expect(await deliveriesOf(stack, admin, webhook)).toMatchObject([{ state: 'waiting', attempts: 0, status: null }]);
});

test('neither the log nor an auditor reads what a receiver answered, which may repeat the path', async () => {
  await using stack = await createStack();
  await using receiver = await openReceiver((response) => void response.writeHead(404).end('No /hooks/secret here'));
  const { admin, web } = await world(stack);
  const webhook = await hook(stack, admin, receiver.url);
  await happened(stack, engineActions.provisioned, web);
  await makeDeliveries(stack);
  const logged: unknown[] = [];
  const warn = (...said: readonly unknown[]) => void logged.push(said);
  await channelOf(stack, { log: { ...silentLog, warn } }).send(never);
  expect(JSON.stringify(logged)).toContain('"status":404');
  expect(JSON.stringify(logged)).not.toContain('secret');
  expect(await deliveriesOf(stack, admin, webhook)).toMatchObject([{ status: 404, answer: 'No /hooks/secret here' }]);
  const auditor = await stack.person('auditor');
  expect(await deliveriesOf(stack, auditor, webhook)).toMatchObject([{ status: 404, answer: null }]);
});
