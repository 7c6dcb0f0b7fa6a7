// Each way in which an exchange with the cluster can go wrong, for a read and for an action: the code that the engine
// gets, and whether the action may have happened all the same. One attempt each; `wire-retries` tells what is repeated.
import { inspect } from 'node:util';
import { type Hypervisor, HypervisorError } from '@portal/domain';
import { describe, expect, test } from 'vitest';
import { createProxmoxHypervisor, type Limits } from '../src/index.ts';
import {
  answer,
  type BrokenExchange,
  breakOff,
  dribble,
  refuse,
  reset,
  startFaultServer,
  stayMute,
} from './fault-server.ts';
import { sampleUpid } from './pve-answers.ts';
import { createRecordingLog, type LogLine } from './recording-log.ts';
import { soon } from './soon.ts';

const guest = { node: 'pve1', vmid: 5000 };
const secret = '7f3c2d1e-0000-4000-8000-secretsecret';
const shortMs = 150;
const impatient = { readTimeoutMs: shortMs, writeTimeoutMs: shortMs };

interface Connected extends AsyncDisposable {
  readonly hypervisor: Hypervisor;
  readonly logged: readonly LogLine[];
}

const connect = (url: string, limits: Partial<Limits> = {}): Connected => {
  const log = createRecordingLog();
  const hypervisor = createProxmoxHypervisor({
    ...{ url, tokenId: 'portal@pve!portal', tokenSecret: secret, tls: { kind: 'system' as const }, log },
    limits: { ...limits, maxAttempts: 1 },
  });
  return { hypervisor, logged: log.lines, [Symbol.asyncDispose]: () => hypervisor.close() };
};

const errorOf = async (call: Promise<unknown>): Promise<HypervisorError | null> =>
  call.then(
    () => null,
    (error: unknown) => {
      if (error instanceof HypervisorError) return error;
      throw error;
    },
  );

const summaryOf = async (call: Promise<unknown>): Promise<string> => {
  const error = await errorOf(call);
  if (error === null) return 'answered';
  return error.maybeDone ? `${error.code}, maybe done` : error.code;
};

interface Case {
  /** Null: nobody listens. */
  readonly fault: BrokenExchange | null;
  readonly unread?: boolean;
  readonly limits?: Partial<Limits>;
  readonly read: string;
  readonly action: string;
}

const status = '{"data":{"status":"stopped"}}';
const page = '<html><body><h1>Sign in</h1></body></html>';
const locked = '{"data":null,"message":"VM is locked (clone)\\n"}';

/** Of the same code for both, an action maybe done. */
const mayHaveActed = (fault: BrokenExchange, code: string): Case => ({
  fault,
  read: code,
  action: `${code}, maybe done`,
});
const refused = (fault: BrokenExchange, code: string): Case => ({ fault, read: code, action: code });

const cases: Readonly<Record<string, Case>> = {
  'a refused connection': { fault: null, read: 'unreachable', action: 'unreachable' },
  'a reset before the request was read': { ...mayHaveActed(reset, 'unreachable'), unread: true },
  'a reset after the request was read': mayHaveActed(reset, 'unreachable'),
  'a hang': { ...mayHaveActed(stayMute, 'deadline'), limits: impatient },
  'a body slower than its time': { ...mayHaveActed(dribble(status, shortMs / 3), 'deadline'), limits: impatient },
  '401': refused(refuse(401, 'Authentication failed!'), 'unauthenticated'),
  '403': refused(refuse(403, 'Permission check failed (/vms/5000, VM.Audit)'), 'forbidden'),
  '500 with a text that is known': refused(refuse(500, 'VM is locked (clone)', locked), 'locked'),
  '500 with its text in the reason phrase alone (PVE 8.0 to 8.2)': refused(
    refuse(500, 'VM is locked (clone)'),
    'locked',
  ),
  '500 with a text that is not known': refused(refuse(500, 'something new'), 'rejected'),
  '595': refused(refuse(595, 'No route to host'), 'unreachable'),
  '596': mayHaveActed(refuse(596, 'Connection timed out'), 'deadline'),
  '597': mayHaveActed(refuse(597, 'Broken pipe'), 'unreachable'),
  'a status of some gateway’s own (520)': mayHaveActed(refuse(520, 'Unknown Error'), 'unreachable'),
  '599': mayHaveActed(refuse(599, 'Too many redirections'), 'unreachable'),
  'HTML instead of JSON': mayHaveActed(answer(page, 'text/html'), 'unreadable_answer'),
  'JSON that ends in the middle': mayHaveActed(answer('{"data":{"status":"sto'), 'unreadable_answer'),
  'a connection that ends in the middle of the JSON': mayHaveActed(breakOff('{"data":{"status":"sto'), 'unreachable'),
  'an empty body': mayHaveActed(answer(''), 'unreadable_answer'),
};

const closedUrl = async (): Promise<string> => {
  await using server = await startFaultServer(stayMute);
  return server.url;
};

describe('the fault matrix', () => {
  test.each(Object.entries(cases))('%s', async (_name, { fault, unread, limits, read, action }) => {
    await using server = fault === null ? null : await startFaultServer(fault, unread);
    const url = server?.url ?? (await closedUrl());
    await using reader = connect(url, limits);
    expect(await summaryOf(reader.hypervisor.guestStatus(guest, soon()))).toBe(read);
    await using actor = connect(url, limits);
    expect(await summaryOf(actor.hypervisor.start(guest, soon()))).toBe(action);
  });

  test('a slow body within its time is an answer like any other', async () => {
    for (const [body, call] of [
      [status, (pve: Hypervisor) => pve.guestStatus(guest, soon())],
      [`{"data":"${sampleUpid}"}`, (pve: Hypervisor) => pve.start(guest, soon())],
    ] as const) {
      await using server = await startFaultServer(dribble(body, 1));
      await using patient = connect(server.url);
      expect(await summaryOf(call(patient.hypervisor))).toBe('answered');
    }
  });
});

describe('in no address, error or log line, whatever is echoed, stands', () => {
  const password = 'Correct-Horse-42';
  const cloudInit = { user: 'ada', password, sshKeys: [], network: 'dhcp' } as const;
  const request = { cores: 1, memoryMiB: 512, balloonMiB: null, tags: [], cloudInit };
  const actions: Readonly<Record<string, (pve: Hypervisor) => Promise<unknown>>> = {
    version: (pve) => pve.version(soon()),
    configure: (pve) => pve.configure(guest, request, soon()),
    destroy: (pve) => pve.destroy(guest, soon()),
  };
  const echoing = (text: string): readonly BrokenExchange[] => [
    refuse(
      400,
      `no ${text}`,
      JSON.stringify({ message: `not ${text}\n`, errors: { x: `value '${text}' is refused` } }),
    ),
    refuse(500, `You sent ${text}`),
    answer(`<html>${text}</html>`, 'text/html'),
    breakOff(text),
    reset,
  ];
  const everythingTold = async (fault: BrokenExchange, act: (pve: Hypervisor) => Promise<unknown>) => {
    await using server = await startFaultServer(fault);
    await using connected = connect(server.url);
    const error = await errorOf(act(connected.hypervisor));
    expect(error).not.toBeNull();
    const told = inspect([error, connected.logged, connected.hypervisor], { depth: 20, showHidden: true });
    return { told, received: server.received };
  };

  test.each(Object.entries(actions))('the token’s secret, at %s', async (_name, act) => {
    for (const fault of echoing(`PVEAPIToken=portal@pve!portal=${secret}`)) {
      const { told, received } = await everythingTold(fault, act);
      expect(told).not.toContain(secret);
      const lines = received.flatMap((request) => request.split('\r\n')).filter((line) => line.includes(secret));
      expect(new Set(lines)).toEqual(new Set([`authorization: PVEAPIToken=portal@pve!portal=${secret}`]));
    }
  });

  test('the password that a VM is given', async () => {
    for (const fault of echoing(password)) {
      const { told, received } = await everythingTold(fault, (pve) => pve.configure(guest, request, soon()));
      expect(told).not.toContain(password);
      expect(received.filter((request) => request.split('\r\n')[0]?.includes(password))).toEqual([]);
    }
  });
});
