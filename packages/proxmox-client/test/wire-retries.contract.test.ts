// What is asked again and what is not, when the breaker opens, and how connections are kept, against the simulator.
import { createServer, type Server } from 'node:http';
import { HypervisorError } from '@portal/domain';
import type { FaultAction } from '@portal/pve-simulator';
import { describe, expect, test } from 'vitest';
import { createProxmoxHypervisor } from '../src/index.ts';
import { createRecordingLog } from './recording-log.ts';
import { createSteppingClock, makeGuest, type SimulatedCluster, startCluster } from './simulated-cluster.ts';
import { soon } from './soon.ts';

const errorOf = async (call: Promise<unknown>): Promise<HypervisorError> => {
  const outcome = await call.catch((error: unknown) => error);
  if (outcome instanceof HypervisorError) return outcome;
  throw new Error('expected a HypervisorError', { cause: outcome });
};

const summaryOf = async (call: Promise<unknown>): Promise<string> => {
  const { code, maybeDone } = await errorOf(call);
  return maybeDone ? `${code}, maybe done` : code;
};

/** How often a path that ends so was asked for. */
const countOf = async ({ simulator }: SimulatedCluster, end: string): Promise<number> =>
  (await simulator.control.requests()).filter(({ path }) => path.endsWith(end)).length;

const shortLimits = { readTimeoutMs: 1000, writeTimeoutMs: 1000 };
/** Only silence has to be waited out; anything else may take the machine its time. */
const limitsFor = ({ kind }: FaultAction) => ({ limits: kind === 'hang' ? shortLimits : {} });

const faults: readonly (readonly [string, FaultAction])[] = [
  ['a reset', { kind: 'reset' }],
  ['a hang', { kind: 'hang', ms: 2000 }],
  ['half an answer', { kind: 'truncate' }],
  ['broken JSON', { kind: 'status', status: 200, reason: 'OK', contentType: 'application/json', body: '{"data":"UPI' }],
  ['a page of HTML', { kind: 'html' }],
  ['an empty answer', { kind: 'empty' }],
  ['596', { kind: 'status', status: 596, reason: 'Connection timed out' }],
  ['597', { kind: 'status', status: 597, reason: 'Broken pipe' }],
  ['599', { kind: 'status', status: 599, reason: 'Too many redirections' }],
  ['502', { kind: 'status', status: 502, reason: 'Bad Gateway', contentType: 'text/html', body: '<h1>nginx</h1>' }],
];

describe('a read', () => {
  test.each([...faults, ['595', { kind: 'status', status: 595, reason: 'No route to host' }] as const])(
    'is repeated after %s, and succeeds',
    async (_name, action) => {
      await using cluster = await startCluster(limitsFor(action));
      const match = { path: '/status/current$' };
      await cluster.simulator.control.addFault({ match, times: 2, when: 'before', action });
      expect((await cluster.hypervisor.guestStatus({ node: 'pve3', vmid: 9004 }, soon())).power).toBe('stopped');
      expect(await countOf(cluster, '/status/current')).toBe(3);
    },
  );

  test('that keeps failing ends after its attempts, with nothing maybe done', async () => {
    await using cluster = await startCluster({ limits: { maxAttempts: 3 } });
    const match = { path: '/version$' };
    await cluster.simulator.control.addFault({ match, times: 9, when: 'before', action: { kind: 'reset' } });
    expect(await summaryOf(cluster.hypervisor.version(soon()))).toBe('unreachable');
    expect(await countOf(cluster, '/version')).toBe(3);
  });

  test('with a slow body inside its time succeeds at once', async () => {
    await using cluster = await startCluster();
    const match = { path: '/cluster/resources$' };
    await cluster.simulator.control.addFault({ match, when: 'before', action: { kind: 'slowBody', ms: 100 } });
    expect((await cluster.hypervisor.observe(soon())).nodes).toHaveLength(3);
    expect(await countOf(cluster, '/cluster/resources')).toBe(1);
  });

  test('that its caller gives up ends at once, as does one that was given up before it began', async () => {
    await using cluster = await startCluster();
    await cluster.simulator.control.addFault({ match: {}, times: 9, when: 'before', action: { kind: 'hang' } });
    const caller = new AbortController();
    const given = summaryOf(cluster.hypervisor.version(caller.signal));
    await expect.poll(() => countOf(cluster, '/version')).toBe(1);
    caller.abort();
    expect(await given).toBe('deadline');
    expect(await summaryOf(cluster.hypervisor.version(AbortSignal.abort()))).toBe('deadline');
    expect(await countOf(cluster, '/version')).toBe(1);
  });
});

describe('an action', () => {
  const expected: Readonly<Record<string, string>> = {
    'a reset': 'unreachable, maybe done',
    'a hang': 'deadline, maybe done',
    'half an answer': 'unreachable, maybe done',
    'broken JSON': 'unreadable_answer, maybe done',
    'a page of HTML': 'unreadable_answer, maybe done',
    'an empty answer': 'unreadable_answer, maybe done',
    '596': 'deadline, maybe done',
    '597': 'unreachable, maybe done',
    '599': 'unreachable, maybe done',
    '502': 'unreachable, maybe done',
  };

  test.each(faults)('is not repeated after %s, and is called maybe done', async (name, action) => {
    await using cluster = await startCluster(limitsFor(action));
    const guest = await makeGuest(cluster.hypervisor, 5100);
    const match = { method: 'POST', path: '/status/start$' };
    await cluster.simulator.control.addFault({ match, times: 9, when: 'after', action });
    expect(await summaryOf(cluster.hypervisor.start(guest, soon()))).toBe(expected[name]);
    expect(await countOf(cluster, '/status/start')).toBe(1);
    await expect.poll(async () => (await cluster.hypervisor.guestStatus(guest, soon())).power).toBe('running');
  });

  test('for a node that is away (595) was not done', async () => {
    await using cluster = await startCluster();
    const guest = await makeGuest(cluster.hypervisor, 5101);
    await cluster.simulator.control.setNodeOnline('pve3', false);
    expect(await summaryOf(cluster.hypervisor.start(guest, soon()))).toBe('unreachable');
  });

  test('that found the VM’s lock taken at once is repeated, as nothing was done', async () => {
    await using cluster = await startCluster();
    const guest = await makeGuest(cluster.hypervisor, 5102);
    const reason = "can't lock file '/var/lock/qemu-server/lock-5102.conf' - got timeout";
    const match = { method: 'PUT', path: '/config$' };
    await cluster.simulator.control.addFault({
      match,
      times: 2,
      when: 'before',
      action: { kind: 'status', status: 500, reason },
    });
    const request = { cores: 2, memoryMiB: 1024, balloonMiB: null, tags: ['portal'], cloudInit: null };
    await cluster.hypervisor.configure(guest, request, soon());
    expect((await cluster.hypervisor.guestConfig(guest, soon())).cores).toBe(2);
  });

  test('that its caller gives up while it is under way is called maybe done', async () => {
    await using cluster = await startCluster();
    const guest = await makeGuest(cluster.hypervisor, 5103);
    const match = { method: 'POST' };
    await cluster.simulator.control.addFault({ match, when: 'after', action: { kind: 'hang' } });
    expect(await summaryOf(cluster.hypervisor.start(guest, AbortSignal.timeout(100)))).toBe('deadline, maybe done');
  });

  test('that could not be sent is tried again, and was not done', async () => {
    const server: Server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    await new Promise((resolve) => server.close(resolve));
    const log = createRecordingLog();
    const hypervisor = createProxmoxHypervisor({
      ...{ url: `http://127.0.0.1:${port}`, tokenId: 'a@pve!b', tokenSecret: 'c', tls: { kind: 'system' as const } },
      ...{ log, clock: createSteppingClock() },
    });
    expect(await summaryOf(hypervisor.stop({ node: 'pve1', vmid: 5104 }, soon()))).toBe('unreachable');
    expect(log.lines.map(({ fields }) => fields?.because)).toEqual(Array(3).fill('nothing_was_sent'));
    await hypervisor.close();
  });
});

const oneTry = { readTimeoutMs: 1000, maxAttempts: 1, breaker: { failures: 2, coolDownMs: 1000 } };

describe('the breaker', () => {
  test('lets a wrong token be asked about once, and again after its cool-down; meanwhile it names what opened it', async () => {
    await using cluster = await startCluster({ secret: 'not-the-secret' });
    const { code, reason } = await errorOf(cluster.hypervisor.version(soon()));
    expect([code, reason.code]).toEqual(['unauthenticated', 'pve_unauthenticated']);
    expect(await errorOf(cluster.hypervisor.nextId(soon()))).toMatchObject({ code: 'circuit_open', reason });
    expect(await countOf(cluster, '/version')).toBe(1);
    cluster.clock.pass(30_000);
    expect(await summaryOf(cluster.hypervisor.version(soon()))).toBe('unauthenticated');
    expect(await countOf(cluster, '/version')).toBe(2);
  });

  test('opens for a cluster that cannot be reached, and closes when a probe gets through', async () => {
    await using cluster = await startCluster({
      limits: { maxAttempts: 1, breaker: { failures: 3, coolDownMs: 1000 } },
    });
    await cluster.simulator.control.addFault({ match: {}, times: 3, when: 'before', action: { kind: 'reset' } });
    for (let count = 0; count < 3; count += 1) {
      expect(await summaryOf(cluster.hypervisor.version(soon()))).toBe('unreachable');
    }
    const kept = await errorOf(cluster.hypervisor.version(soon()));
    expect(kept).toMatchObject({ code: 'circuit_open', reason: { code: 'pve_unreachable' } });
    cluster.clock.pass(1000);
    expect(await cluster.hypervisor.version(soon())).toMatch(/^\d/);
  });

  test('stays closed while one node of the cluster is away', async () => {
    await using cluster = await startCluster({
      limits: { maxAttempts: 1, breaker: { failures: 2, coolDownMs: 1000 } },
    });
    await cluster.simulator.control.setNodeOnline('pve2', false);
    for (let count = 0; count < 5; count += 1) {
      expect(await summaryOf(cluster.hypervisor.guestStatus({ node: 'pve2', vmid: 9002 }, soon()))).toBe('unreachable');
    }
    expect((await cluster.hypervisor.guestStatus({ node: 'pve3', vmid: 9004 }, soon())).power).toBe('stopped');
  });

  test('stays closed while one node of the cluster hangs, and calls for the others do not wait behind those for it', async () => {
    await using cluster = await startCluster({ limits: { ...oneTry, connections: 2 } });
    const { hypervisor, simulator } = cluster;
    await simulator.control.setTiming({ proxyTimeoutMs: 10_000 });
    const working = { node: 'pve3', vmid: 9004 };
    // Connected: each answer has its whole second.
    await Promise.all([hypervisor.guestStatus(working, soon()), hypervisor.observe(soon())]);
    await simulator.control.setNodeHung('pve2', true);
    const hanging = { node: 'pve2', vmid: 9002 };
    const asked = Array.from({ length: 5 }, () => summaryOf(hypervisor.guestStatus(hanging, soon())));
    expect((await hypervisor.guestStatus(working, soon())).power).toBe('stopped');
    expect((await hypervisor.observe(soon())).nodes).toHaveLength(3);
    expect(await Promise.all(asked)).toEqual(Array(5).fill('deadline'));
    expect((await hypervisor.guestStatus(working, soon())).power).toBe('stopped');
  });

  test('closes while one node hangs: the entry point itself is asked before a call is forwarded', async () => {
    await using cluster = await startCluster({
      limits: { maxAttempts: 1, breaker: { failures: 1, coolDownMs: 1000 } },
    });
    const { hypervisor, simulator } = cluster;
    await simulator.control.setTiming({ proxyTimeoutMs: 20_000 });
    await simulator.control.setNodeHung('pve2', true);
    await simulator.control.addFault({ match: {}, times: 1, when: 'before', action: { kind: 'reset' } });
    expect(await summaryOf(hypervisor.observe(soon()))).toBe('unreachable');
    const hanging = { node: 'pve2', vmid: 9002 };
    expect(await summaryOf(hypervisor.guestStatus(hanging, soon()))).toBe('circuit_open');
    cluster.clock.pass(1000);
    const patience = new AbortController();
    const asked = summaryOf(hypervisor.guestStatus(hanging, patience.signal));
    const ofAnother = () =>
      hypervisor.guestStatus({ node: 'pve3', vmid: 9004 }, soon()).catch(({ code }: HypervisorError) => code);
    await expect.poll(ofAnother, { timeout: 10_000 }).toMatchObject({ power: 'stopped' });
    expect((await hypervisor.observe(soon())).nodes).toHaveLength(3);
    expect(await countOf(cluster, '/version')).toBe(1);
    patience.abort();
    expect(await asked).toBe('deadline');
  });

  test('opens when the entry point takes calls for itself and answers none', async () => {
    await using cluster = await startCluster({ limits: oneTry });
    // Connected: what is not sent in time says nothing.
    await cluster.hypervisor.version(soon());
    const match = { path: '/cluster/resources$' };
    await cluster.simulator.control.addFault({ match, times: 9, when: 'before', action: { kind: 'hang' } });
    for (const expected of ['deadline', 'deadline', 'circuit_open']) {
      expect(await summaryOf(cluster.hypervisor.observe(soon()))).toBe(expected);
    }
  });
});

test('connections outlive the 100 requests that PVE serves on each', async () => {
  await using cluster = await startCluster({ limits: { connections: 1, maxAttempts: 1 } });
  for (let count = 0; count < 250; count += 1) await cluster.hypervisor.version(soon());
  expect(await countOf(cluster, '/version')).toBe(250);
});

test('a closed adapter sends nothing, not even for a node that it never asked before', async () => {
  await using cluster = await startCluster({ limits: { maxAttempts: 1 } });
  await cluster.hypervisor.close();
  expect(await summaryOf(cluster.hypervisor.start({ node: 'pve3', vmid: 9004 }, soon()))).toBe('unreachable');
  expect(await countOf(cluster, '/status/start')).toBe(0);
});

test('plain http beyond this machine is warned of', async () => {
  const log = createRecordingLog();
  const options = { tokenId: 'a@pve!b', tokenSecret: 'c', tls: { kind: 'system' as const }, log };
  for (const url of ['http://pve.example.com:8006', 'http://127.0.0.1:8006', 'https://pve.example.com:8006']) {
    await createProxmoxHypervisor({ ...options, url }).close();
  }
  expect(log.lines).toEqual([
    { level: 'warn', message: expect.stringContaining('http'), fields: { host: 'pve.example.com:8006' } },
  ]);
});
