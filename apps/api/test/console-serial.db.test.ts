// Serial consoles end to end over the real database and the simulator.
import { once } from 'node:events';
import { type Duplex, PassThrough } from 'node:stream';
import { HypervisorError } from '@portal/domain';
import { silentLog } from '@portal/testing';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import { relayConsole } from '../src/console/relay.ts';
import { ConsoleBrowser, hypervisorOf, setStage } from './console-browser.ts';
import { portalVms } from './observe-cluster.ts';
import { engineWith, until } from './stack.ts';

const stage = await setStage();
const { stack, relay, owner, id } = stage;
afterAll(() => stage[Symbol.asyncDispose]());

const opened = async (of = id): Promise<ConsoleBrowser> => {
  const { ticket } = await stack.services.consoles.ticket(owner, of);
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

test('a VM that is being made has a console from the moment that it is on, before anything answers on it', async () => {
  const other = await stack.create(owner, 'pbx-02');
  await stack.carry(other, ['provisioning']);
  using early = await opened(other);
  expect(await early.closed).toBe('4015 not_started');
  const silent = new HypervisorError('agent_unavailable', 'QEMU guest agent is not running', { maybeDone: false });
  const engine = engineWith(stack, () => ({ guestInterfaces: () => Promise.reject(silent) }));
  const over = new AbortController();
  const run = engine.run(other, over.signal);
  await until('the VM to be on', async () => {
    const { vmid } = await stack.deployment(other);
    return (await portalVms(stack)).some((vm) => vm.vmid === vmid && vm.power === 'running');
  });
  expect(await stack.deployment(other)).toMatchObject({ status: 'provisioning' });
  using booting = await opened(other);
  expect(await booting.until('> ')).toContain('Simulated VM pbx-02');
  over.abort();
  await expect(run).rejects.toMatchObject({ name: 'AbortError' });
});

test('what is no message of a terminal closes it', async () => {
  using browser = await opened();
  await browser.until('> ');
  browser.send(99);
  expect(await browser.closed).toBe('4012 not_understood');
});

test.each(['left', 'vm_lost'] as const)(
  'an end that goes while the console is being opened ends it: %s',
  async (end) => {
    const { ticket } = await stack.services.consoles.ticket(owner, id);
    const source = { requestId: null, address: null, userAgent: null };
    const visit = await stack.services.consoles.enter(ticket, 'serial', source);
    if (typeof visit === 'string') throw new Error(visit);
    const hypervisor = hypervisorOf(stack);
    onTestFinished(() => hypervisor.close());
    const browser = new PassThrough();
    let vm: Duplex = browser;
    const ended = await relayConsole(
      {
        ...visit,
        async opened() {
          const goes = end === 'left' ? browser : vm;
          goes.destroy();
          await once(goes, 'close');
        },
      },
      browser,
      {
        hypervisor: {
          ...hypervisor,
          async terminal(...asked) {
            const opened = await hypervisor.terminal(...asked);
            vm = opened.stream;
            return opened;
          },
        },
        limits: { idleMs: 600_000, longestMs: 600_000 },
        stopping: new AbortController().signal,
        log: silentLog,
      },
    );
    expect(ended).toBe(end);
    expect(vm.destroyed).toBe(true);
  },
);

test('a VM without a serial port says so, and its screen is there', async () => {
  const { vmid } = await stack.deployment(id);
  await stack.simulator.control.updateConfig(vmid ?? 0, { serial0: null });
  using serial = await opened();
  expect(await serial.closed).toBe('4014 no_serial_port');
  const { ticket } = await stack.services.consoles.ticket(owner, id);
  using screen = new ConsoleBrowser(relay.url, ticket);
  expect(await screen.begin()).toBe('pbx-01');
});
