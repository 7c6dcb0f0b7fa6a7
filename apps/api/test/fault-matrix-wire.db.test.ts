// What goes wrong between the portal and the cluster, in the two calls where it hurts most: the clone, which must not be
// made twice, and the destruction, which must not be taken for done. Each row is one fault with its expected outcome.
import type { Fault, SimulatorControl } from '@portal/pve-simulator';
import type { FailureCode } from '@portal/types';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { type FaultCase, play } from './fault-case.ts';
import { createStack, type Stack } from './stack.ts';

type During = 'create' | 'delete';

interface WireFault {
  readonly name: string;
  readonly order: (control: SimulatorControl, during: During) => Promise<void>;
}

const callOf = {
  create: { method: 'POST', path: '/clone$' },
  delete: { method: 'DELETE', path: '/qemu/\\d+$' },
} as const satisfies Record<During, Fault['match']>;

/** More often than anybody asks while a case lasts. */
const always = 100_000;

const fault =
  (when: Fault['when'], action: Fault['action'], times = 1): WireFault['order'] =>
  (control, during) =>
    control.addFault({ match: callOf[during], times, when, action });

const refused = (as: Extract<Fault['action'], { readonly kind: 'refuse' }>['as'], times?: number) =>
  fault('before', { kind: 'refuse', as }, times);

const slowMs = 150;
const tooSlowMs = 1_500;

/** Met once. Where nobody can tell whether the call was carried out, the cluster is looked at before it is made again. */
const passing: readonly WireFault[] = [
  { name: 'reset before the request was read', order: fault('before', { kind: 'reset' }) },
  { name: 'reset after the request was read', order: fault('after', { kind: 'reset' }) },
  { name: 'hang, and nothing is done', order: fault('before', { kind: 'hang' }) },
  { name: 'hang, and it is done all the same', order: fault('after', { kind: 'hang' }) },
  { name: 'slow body, in time', order: fault('after', { kind: 'slowBody', ms: slowMs }) },
  { name: 'slow body, given up on', order: fault('after', { kind: 'slowBody', ms: tooSlowMs }) },
  { name: '596, and nothing is done', order: refused('timedOut') },
  { name: '596, and it is done all the same', order: fault('after', { kind: 'refuse', as: 'timedOut' }) },
  { name: '599, and nothing is done', order: refused('proxyFault') },
  { name: '599, and it is done all the same', order: fault('after', { kind: 'refuse', as: 'proxyFault' }) },
  { name: 'HTML instead of JSON, and nothing is done', order: fault('before', { kind: 'html' }) },
  { name: 'HTML instead of JSON, and it is done all the same', order: fault('after', { kind: 'html' }) },
  { name: 'truncated JSON', order: fault('after', { kind: 'truncate' }) },
  { name: 'empty body, and nothing is done', order: fault('before', { kind: 'empty' }) },
  { name: 'empty body, and it is done all the same', order: fault('after', { kind: 'empty' }) },
];

/** Met until it is mended: the deployment waits with the reason, and goes on by itself. */
const lasting: readonly (WireFault & { readonly waits: RegExp })[] = [
  {
    name: 'connection refused',
    order: (control) => control.refuseConnections(),
    waits: /cannot be reached/,
  },
  {
    name: '401 to everything, until the token is good again',
    order: (control) =>
      control.addFault({
        match: {},
        times: always,
        when: 'before',
        action: { kind: 'refuse', as: 'authentication' },
      }),
    waits: /does not accept the portal’s token/,
  },
  {
    name: 'pvedaemon hangs, and then does at once whatever it was asked for meanwhile',
    order: (control) => control.setDaemonHung(true),
    waits: /did not answer in time/,
  },
  {
    name: '595 until the node is back',
    order: refused('noRoute', always),
    waits: /one of its nodes, cannot be reached: “No route to host/,
  },
  {
    name: 'HTML until a proxy is mended',
    order: fault('before', { kind: 'html' }, always),
    waits: /could not be read/,
  },
  { name: 'no quorum', order: refused('noQuorum', always), waits: /has no quorum, and changes nothing/ },
  {
    name: 'VM is locked (clone)',
    order: refused('locked', always),
    waits: /holds a lock that this needs: “VM is locked/,
  },
  {
    name: "can't lock file",
    order: refused('lockTimeout', always),
    waits: /holds a lock that this needs: “can't lock file/,
  },
];

/** What waiting does not mend: it ends with the cluster's own words, and its owner goes on from there. */
const final: readonly (WireFault & { readonly saying: RegExp })[] = [
  { name: '403', order: refused('permission', always), saying: /Permission check failed/ },
  { name: '500', order: refused('die'), saying: /internal error/ },
  {
    name: 'connection refused for longer than anybody waits',
    order: (control) => control.refuseConnections(),
    saying: /cannot be reached/,
  },
];

const done = { create: 'running', delete: 'deleted' } as const;
const failed = { create: 'clone_failed', delete: 'delete_failed' } as const satisfies Record<During, FailureCode>;

const rowOf = (during: During, { name, order }: WireFault): Omit<FaultCase, 'ends'> => ({
  name,
  during,
  strikes: ({ stack }) => order(stack.simulator.control, during),
});

let stack: Stack;
beforeAll(async () => {
  stack = await createStack();
});
afterAll(() => stack[Symbol.asyncDispose]());

describe('the clone of a creation, and later the destruction of the same VM', () => {
  const row = (during: During, wireFault: WireFault): FaultCase => ({
    ...rowOf(during, wireFault),
    ends: { as: done[during] },
  });
  test.each(passing)('$name', (wireFault) => play(stack, [row('create', wireFault), row('delete', wireFault)]));
  test.each(lasting)('$name', (wireFault) => {
    const { waits } = wireFault;
    return play(stack, [
      { ...row('create', wireFault), waits },
      { ...row('delete', wireFault), waits },
    ]);
  });
});

describe.each(['create', 'delete'] as const)('a %s that fails is explained, and can be deleted', (during) => {
  test.each(final)('$name', (wireFault) => {
    const ends = { as: 'failed', code: failed[during], saying: wireFault.saying } as const;
    return play(stack, [{ ...rowOf(during, wireFault), ends }]);
  });
});
