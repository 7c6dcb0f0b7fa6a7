// Serial consoles end to end over the real database and the simulator.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ConsoleBrowser, type ConsoleRelay, signedIn, startRelay, withConsoles } from './console-browser.ts';
import { createStack, type Stack } from './stack.ts';

let stack: Stack;
let relay: ConsoleRelay;
let owner: Awaited<ReturnType<typeof signedIn>>;
let id: string;

beforeAll(async () => {
  stack = withConsoles(await createStack());
  relay = await startRelay(stack);
  owner = await signedIn(stack, await stack.person('admin'));
  id = await stack.create(owner, 'pbx-01');
  await stack.carry(id, ['running']);
});
afterAll(async () => {
  await relay[Symbol.asyncDispose]();
  await stack[Symbol.asyncDispose]();
});

const opened = async (): Promise<ConsoleBrowser> => {
  const { ticket } = await stack.services.consoles.ticket(owner, id);
  return new ConsoleBrowser(relay.url, ticket, 'serial');
};

test('what the serial port says arrives, and what is typed reaches it', async () => {
  using browser = await opened();
  expect(String(await browser.take(2))).toBe('OK');
  expect(await browser.until('> ')).toContain('starting serial terminal on interface serial0');
  browser.type('uptime\r');
  expect(await browser.until('> ')).toBe('uptime\r\n> ');
  const { rows } = await stack.owner.query(
    `SELECT outcome, detail->>'kind' AS kind FROM audit_logs WHERE action = 'deployment.console_opened' ORDER BY id DESC LIMIT 1`,
  );
  expect(rows).toEqual([{ outcome: 'succeeded', kind: 'serial' }]);
});

test('what is no message of a terminal closes it', async () => {
  using browser = await opened();
  await browser.until('> ');
  browser.send(99);
  expect(await browser.closed).toBe('4012 not_understood');
});

test('a VM without a serial port says so, and its screen is there', async () => {
  const { vmid } = await stack.deployment(id);
  await stack.simulator.control.updateConfig(vmid ?? 0, { serial0: null });
  using serial = await opened();
  expect(await serial.closed).toBe('4014 no_serial_port');
  const { ticket } = await stack.services.consoles.ticket(owner, id);
  using screen = new ConsoleBrowser(relay.url, ticket);
  expect(await screen.begin()).toBe('pbx-01');
});
