// The audit log on its way to whoever watches it elsewhere: each event in the feed's order, with its seal, until it is taken.
import { randomBytes } from 'node:crypto';
import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { buffer, text } from 'node:stream/consumers';
import { createServer as createTlsServer } from 'node:tls';
import { systemClock } from '@portal/db/system';
import type { Clock } from '@portal/domain';
import { makeAuthority } from '@portal/proxmox-client/testing';
import { FakeClock, silentLog } from '@portal/testing';
import type { ProblemCode } from '@portal/types';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { createAuditFeed } from '../src/worker/audit-feed/audit-feed.ts';
import { createFeedSink } from '../src/worker/audit-feed/feed-sink.ts';
import { createStack, type Stack, until } from './stack.ts';

const never = new AbortController().signal;
const secret = randomBytes(32).toString('base64url');

const seal = async ({ owner, database }: Stack): Promise<void> => {
  await until('every row to be settled', async () => {
    const unsettled = 'SELECT FROM audit_logs WHERE xact >= pg_snapshot_xmin(pg_current_snapshot())';
    return (await owner.query(unsettled)).rowCount === 0;
  });
  await database.auditSeals.seal({ secret, file: null }, never);
};

const feedTo = (
  { database }: Stack,
  url: string,
  { clock = systemClock, authority }: { readonly clock?: Clock; readonly authority?: string | undefined } = {},
) => {
  const { auditSeals, unitOfWork } = database;
  const sink = createFeedSink({ url, token: 'the-token', authority });
  return createAuditFeed({ auditSeals, unitOfWork, clock, log: silentLog, sink });
};

/** Whatever waits, waits for too long by then. */
const tenMinutesLater = (): Clock => new FakeClock(new Date(Date.now() + 10 * 60_000));

const paramsOf = async ({ database }: Stack, code: ProblemCode) =>
  (await database.engine.openProblems(code)).map(({ params }) => params);

const listening = async (server: Server): Promise<number> => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return z.object({ port: z.number() }).parse(server.address() satisfies AddressInfo | string | null).port;
};

const eventSchema = z.looseObject({ event: z.string(), id: z.string() });
const eventsIn = (lines: string) =>
  lines
    .trimEnd()
    .split('\n')
    .map((line) => eventSchema.parse(JSON.parse(line)));

/** Takes what is posted, unless told to refuse; each answer is of one post. */
const startCollector = async () => {
  const posts: { readonly authorization: string | undefined; readonly events: ReturnType<typeof eventsIn> }[] = [];
  const collector = { posts, status: 204 };
  const server = createHttpServer((request, response) => {
    void text(request).then((body) => {
      if (collector.status < 300) posts.push({ authorization: request.headers.authorization, events: eventsIn(body) });
      response.writeHead(collector.status).end();
    });
  });
  const url = `http://127.0.0.1:${await listening(server)}/ingest`;
  return { collector, url, [Symbol.asyncDispose]: async () => void server.close() };
};

const idsOf = async ({ owner }: Stack): Promise<readonly string[]> =>
  (await owner.query<{ id: string }>('SELECT id FROM audit_logs ORDER BY audit_logs.xact, id')).rows.map(
    ({ id }) => id,
  );

test('every row comes once, in the feed’s order, and after it the seal that it stands in', async () => {
  await using stack = await createStack();
  await using target = await startCollector();
  await seal(stack);
  const feed = feedTo(stack, target.url);
  await feed.send(never);
  await stack.create(await stack.person('support'));
  const ids = await idsOf(stack);
  await seal(stack);
  await feed.send(never);
  await feed.send(never);
  const { posts } = target.collector;
  expect(posts.map(({ authorization }) => authorization)).toEqual(['Bearer the-token', 'Bearer the-token']);
  const events = posts.flatMap((post) => post.events);
  expect(events.filter(({ event }) => event === 'audit').map(({ id }) => id)).toEqual(ids);
  expect(posts.map((post) => post.events.at(-1)?.id)).toEqual(['seal-1', 'seal-2']);
  expect(events.at(-1)).toMatchObject({ checkpoint: { number: 2, signature: expect.any(String) } });
  const made = events.find(({ action }) => action === 'deployment.created');
  expect(made).toMatchObject({
    outcome: 'succeeded',
    subject_type: 'deployment',
    detail: { name: expect.any(String) },
  });
  expect(JSON.stringify(events)).not.toContain('"salt"');
  expect((await stack.database.audit.integrity()).checkpoint).toMatchObject({ seal: 2 });
});

test('what is not taken is sent again; once it waits too long it is a problem, until it is taken', async () => {
  await using stack = await createStack();
  await using target = await startCollector();
  target.collector.status = 503;
  await seal(stack);
  await feedTo(stack, target.url).send(never);
  expect(await paramsOf(stack, 'audit_feed_behind')).toEqual([]);
  const later = feedTo(stack, target.url, { clock: tenMinutesLater() });
  await later.send(never);
  expect(await paramsOf(stack, 'audit_feed_behind')).toMatchObject([{ cause: expect.stringContaining('503') }]);
  target.collector.status = 200;
  await later.send(never);
  expect(await paramsOf(stack, 'audit_feed_behind')).toEqual([]);
  expect(target.collector.posts.flatMap(({ events }) => events).at(-1)?.id).toMatch(/^seal-/);
});

test('rows that are gone before they were sent are said to be, here and there, and the others come', async () => {
  await using stack = await createStack();
  await using target = await startCollector();
  await seal(stack);
  const [first = ''] = await idsOf(stack);
  const client = await stack.owner.connect();
  await client.query(
    `BEGIN; SET LOCAL session_replication_role = replica; DELETE FROM audit_logs WHERE id = '${first}'; COMMIT`,
  );
  client.release();
  await feedTo(stack, target.url).send(never);
  const events = target.collector.posts.flatMap((post) => post.events);
  expect(events.find(({ event }) => event === 'gap')).toMatchObject({ id: 'gap-1', missing: [first] });
  expect(await paramsOf(stack, 'audit_feed_gap')).toEqual([{ rows: 1, row: first, seal: '1' }]);
});

/** Octet counting (RFC 5425 and 6587): each message has its length before it. */
const framesIn = (bytes: Buffer): readonly string[] => {
  if (bytes.length === 0) return [];
  const head = bytes.indexOf(' ');
  const end = head + 1 + Number(bytes.subarray(0, head));
  return [bytes.subarray(head + 1, end).toString(), ...framesIn(bytes.subarray(end))];
};

const syslogForm = /^<110>1 \d{4}-\S+Z \S+ support-portal - (\S+) \[event@32473 id="([^"]+)"\] \ufeff(\{.*\})$/;

const expectSyslogOf = (bytes: Buffer, ids: readonly string[]): void => {
  const parsed = framesIn(bytes).map((message) => syslogForm.exec(message));
  expect(parsed.map((match) => match?.[2])).toEqual(ids);
  expect(parsed.map((match) => eventSchema.parse(JSON.parse(match?.[3] ?? '')).id)).toEqual(ids);
};

test('a syslog server gets the same, each message with its length before it', async () => {
  await using stack = await createStack();
  const received: Promise<Buffer>[] = [];
  const server = createServer((socket) => void received.push(buffer(socket)));
  const port = await listening(server);
  try {
    await seal(stack);
    const ids = await idsOf(stack);
    await feedTo(stack, `syslog+tcp://127.0.0.1:${port}`).send(never);
    expectSyslogOf(Buffer.concat(await Promise.all(received)), [...ids, 'seal-1']);
  } finally {
    server.close();
  }
});

const authorities = async () => {
  const [known, stranger] = [await makeAuthority('Our own'), await makeAuthority('Somebody else')];
  const { pem: cert, keyPem: key } = await known.issue({ ip: '127.0.0.1' });
  const misnamed = await known.issue({ dns: 'siem.example.com' });
  return { known, stranger, ours: { cert, key }, misnamed: { cert: misnamed.pem, key: misnamed.keyPem } };
};

test('over TLS a syslog server gets it once its certificate is recognised, and nothing before', async () => {
  await using stack = await createStack();
  const { known, stranger, ours, misnamed } = await authorities();
  const received: Promise<Buffer>[] = [];
  const server = createTlsServer(ours, (socket) => void received.push(buffer(socket)));
  const port = await listening(server);
  const send = (authority?: string) =>
    feedTo(stack, `syslog+tls://127.0.0.1:${port}`, { clock: tenMinutesLater(), authority }).send(never);
  try {
    await seal(stack);
    const ids = await idsOf(stack);
    for (const authority of [undefined, stranger.pem]) {
      await send(authority);
      expect(await paramsOf(stack, 'audit_feed_behind')).toMatchObject([
        { cause: expect.stringContaining('certificate') },
      ]);
    }
    server.setSecureContext(misnamed);
    await send(known.pem);
    expect(await paramsOf(stack, 'audit_feed_behind')).toMatchObject([{ cause: expect.stringContaining('127.0.0.1') }]);
    expect(received).toEqual([]);
    server.setSecureContext(ours);
    await send(known.pem);
    expectSyslogOf(Buffer.concat(await Promise.all(received)), [...ids, 'seal-1']);
    expect(await paramsOf(stack, 'audit_feed_behind')).toEqual([]);
  } finally {
    server.close();
  }
});

test('an address of https gets nothing either before its certificate is recognised', async () => {
  await using stack = await createStack();
  const { known, stranger, ours } = await authorities();
  const posts: string[] = [];
  const server = createHttpsServer(ours, (request, response) => {
    void text(request).then((body) => {
      posts.push(body);
      response.writeHead(204).end();
    });
  });
  const url = `https://127.0.0.1:${await listening(server)}`;
  try {
    await seal(stack);
    await feedTo(stack, url).send(never);
    await feedTo(stack, url, { authority: stranger.pem }).send(never);
    expect(posts).toEqual([]);
    await feedTo(stack, url, { authority: known.pem }).send(never);
    expect(eventsIn(posts.join('')).at(-1)?.id).toBe('seal-1');
  } finally {
    server.close();
  }
});

test('nobody who listens is told of, and nothing counts as sent', async () => {
  await using stack = await createStack();
  const server = createServer();
  const port = await listening(server);
  await new Promise((resolve) => server.close(resolve));
  await seal(stack);
  const clock = tenMinutesLater();
  for (const scheme of ['syslog+tcp', 'syslog+tls', 'http']) {
    await feedTo(stack, `${scheme}://127.0.0.1:${port}`, { clock }).send(never);
    expect(await paramsOf(stack, 'audit_feed_behind')).toMatchObject([{ cause: expect.stringContaining('REFUSED') }]);
  }
  expect(await stack.database.auditSeals.nextFeedBatch()).toMatchObject({ seal: 1 });
});
