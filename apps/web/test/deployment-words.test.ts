import type { DeploymentOperation, DeploymentStep } from '@portal/types';
import { describe, expect, test } from 'vitest';
import { endWithin, hoursLeftToAdd } from '../src/features/deployments/actions/extend-options.ts';
import { accessCommands } from '../src/features/deployments/detail/access-commands.ts';
import { timelineOf } from '../src/features/deployments/detail/timeline.ts';
import { timeLeft, urgencyOf } from '../src/features/deployments/time-left.ts';

const now = Date.parse('2026-11-22T12:00:00Z');
const minute = 60_000;
const hour = 60 * minute;

describe('time left', () => {
  test.each([
    [-1, 'none'],
    [59 * 1_000, 'seconds'],
    [11 * minute, 'minutes'],
    [3 * hour, 'hours'],
    [49 * hour, 'days'],
  ] as const)('of %d ms is told in %s', (ms, unit) => {
    expect(timeLeft(now + ms, now).unit).toBe(unit);
  });

  test('is cut into its parts', () => {
    const left = timeLeft(now + 51 * hour + 4 * minute + 5_000, now);
    expect(left).toEqual({ unit: 'days', days: 2, hours: 3, minutes: 4, seconds: 5 });
  });

  test('presses in the last four hours, and more in the last hour', () => {
    expect([5 * hour, 3 * hour, 59 * minute].map((ms) => urgencyOf(now + ms, now))).toEqual(['calm', 'soon', 'now']);
  });
});

describe('an extension', () => {
  const lease = { expiresAt: '2026-11-22T18:00:00Z', maxExpiresAt: '2026-11-23T18:30:00Z' };

  test('is offered in whole hours up to the last possible end', () => {
    expect(hoursLeftToAdd(lease, now)).toBe(24);
  });

  test('of an ended lease goes on from now', () => {
    const later = Date.parse('2026-11-22T20:00:00Z');
    expect(hoursLeftToAdd(lease, later)).toBe(22);
  });

  test('to a date lies after the present end, and no later than the last possible one', () => {
    const until = (end: string) => endWithin(lease, end, now);
    expect(until('2026-11-23T18:30:00Z')).toBe('2026-11-23T18:30:00Z');
    expect(until('2026-11-23T18:31:00Z')).toBeNull();
    expect(until('2026-11-22T18:00:00Z')).toBeNull();
    expect(endWithin(lease, undefined, now)).toBeNull();
  });
});

describe('ways to connect', () => {
  test('carry the user and prefer IPv4', () => {
    const content =
      'full address:s:10.1.2.3\r\nusername:s:support\r\nprompt for credentials:i:1\r\nredirectclipboard:i:1\r\n';
    expect(
      accessCommands(
        { name: 'case-1', accessMethods: ['ssh', 'rdp', 'https', 'console'] },
        ['fd00::7', '10.1.2.3'],
        'support',
      ),
    ).toEqual([
      { method: 'ssh', text: 'ssh support@10.1.2.3', href: 'ssh://support@10.1.2.3', file: null },
      { method: 'rdp', text: 'mstsc /v:10.1.2.3', href: null, file: { name: 'case-1.rdp', content } },
      { method: 'https', text: 'https://10.1.2.3/', href: 'https://10.1.2.3/', file: null },
    ]);
  });

  test('bracket an IPv6 address in a link', () => {
    expect(accessCommands({ name: 'case-1', accessMethods: ['https'] }, ['fd00::7'], null)[0]?.href).toBe(
      'https://[fd00::7]/',
    );
  });

  test('are none without an address', () => {
    expect(accessCommands({ name: 'case-1', accessMethods: ['ssh'] }, [], 'support')).toEqual([]);
  });
});

describe('the timeline', () => {
  const allowed = { allowed: true, reason: null, code: null, params: null };
  let serial = 0;
  const step = (operation: DeploymentStep['operation'], name: DeploymentStep['name']): DeploymentStep => ({
    id: String(++serial),
    operation,
    name,
    status: 'done',
    startedAt: new Date(now + serial).toISOString(),
    endedAt: null,
    message: null,
    reason: null,
    upid: null,
    log: [],
  });

  const operation = (kind: DeploymentOperation['kind'], steps: DeploymentStep[]): DeploymentOperation => ({
    id: String(++serial),
    deploymentId: 'any',
    kind,
    state: 'running',
    requestedBy: null,
    requestedAt: new Date(now).toISOString(),
    startedAt: null,
    endedAt: null,
    retryOf: null,
    waiting: null,
    error: null,
    failureCode: null,
    reason: null,
    message: null,
    actions: { cancel: allowed, retry: allowed },
    steps,
  });

  test('shows the steps to come while a VM is set up', () => {
    const steps = [step('provision', 'reserve'), step('provision', 'place')];
    expect(timelineOf(operation('provision', steps)).map(({ name, step }) => [name, step !== null])).toEqual([
      ['reserve', true],
      ['place', true],
      ...['clone', 'configure', 'resize', 'start', 'address', 'ready'].map((name) => [name, false]),
    ]);
  });

  test('of a rebuild goes on with the steps of the new VM', () => {
    const steps = [step('rebuild', 'confirm'), step('rebuild', 'stop'), step('rebuild', 'destroy')];
    const names = timelineOf(operation('rebuild', steps)).map(({ name }) => name);
    expect(names.slice(0, 5)).toEqual(['confirm', 'stop', 'destroy', 'reserve', 'place']);
  });

  test('of one that has ended, or leads to no new VM, foresees nothing', () => {
    const stopped = step('stop', 'shutdown');
    expect(timelineOf(operation('stop', [stopped]))).toEqual([{ name: 'shutdown', step: stopped }]);
    expect(timelineOf({ ...operation('provision', []), endedAt: new Date(now).toISOString() })).toEqual([]);
  });
});
