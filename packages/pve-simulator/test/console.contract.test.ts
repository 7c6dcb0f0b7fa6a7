/** Consoles over the wire: tickets, and what stands behind them. */
import { expect, test } from 'vitest';
import type { AclEntry } from '../src/index.ts';
import { demoSeed, PveClient, startTestSimulator } from './pve-client.ts';
import { opened, refusalOf, VncClient, websocketUrl } from './vnc-client.ts';

const vm = '/nodes/pve1/qemu/310';

test('a console shows the VM and what is typed, and ends with the VM', async () => {
  await using simulator = await startTestSimulator();
  const pve = new PveClient(simulator.url);
  await pve.started(310);
  const console = await opened(pve, vm);
  using client = await VncClient.connect(websocketUrl(simulator.url, vm, console), console.password);
  expect(await client.name()).toMatch(/310$/);
  expect(await client.next(false)).toHaveLength(26);
  const typed = client.next(true);
  client.press('a'.charCodeAt(0));
  expect(await typed).toHaveLength(1);
  const ended = client.ended;
  await pve.exitOf(await pve.post(`${vm}/status/stop`));
  await ended;
  expect(await pve.exitOf(console.upid)).toBe('OK');
});

test('a ticket is good for its VM, its port and one connection', async () => {
  await using simulator = await startTestSimulator();
  const pve = new PveClient(simulator.url);
  await pve.started(310);
  const console = await opened(pve, vm);
  const invalid = '401 permission denied - invalid PVEVNC ticket';
  expect(await refusalOf(websocketUrl(simulator.url, vm, { ...console, port: '5999' }))).toBe(invalid);
  expect(await refusalOf(websocketUrl(simulator.url, vm, { ...console, ticket: 'PVEVNC:0' }))).toBe(invalid);
  using _client = await VncClient.connect(websocketUrl(simulator.url, vm, console), console.password);
  expect(await refusalOf(websocketUrl(simulator.url, vm, console))).toBe('500 connection refused');
});

test('a wrong VNC password opens nothing', async () => {
  await using simulator = await startTestSimulator();
  const pve = new PveClient(simulator.url);
  await pve.started(310);
  const console = await opened(pve, vm);
  await expect(VncClient.connect(websocketUrl(simulator.url, vm, console), 'mistaken')).rejects.toThrow(
    'the password is wrong',
  );
});

test('whoever may not use consoles is told which right is missing', async () => {
  const withoutConsole = ({ privileges, ...entry }: AclEntry) => ({
    ...entry,
    privileges: privileges.filter((privilege) => privilege !== 'VM.Console'),
  });
  const tokens = demoSeed.tokens.map((token) => ({ ...token, acl: token.acl.map(withoutConsole) }));
  await using simulator = await startTestSimulator({ cluster: { ...demoSeed, tokens } });
  const pve = new PveClient(simulator.url);
  await pve.started(310);
  const refused = await pve.post(`${vm}/vncproxy`, { websocket: '1' });
  expect(refused).toMatchObject({ status: 403, reason: 'Permission check failed (/vms/310, VM.Console)' });
});
