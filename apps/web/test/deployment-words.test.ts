import type { DeploymentStep } from '@portal/types';
import { describe, expect, test } from 'vitest';
import { endAfter, hoursLeftToAdd } from '../src/features/deployments/actions/extend-options.ts';
import { accessCommands } from '../src/features/deployments/detail/access-commands.ts';
import { latestOperation } from '../src/features/deployments/detail/latest-operation.ts';
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
    expect(endAfter(lease, 2, later).toISOString()).toBe('2026-11-22T22:00:00.000Z');
  });
});

describe('ways to connect', () => {
  test('carry the user and prefer IPv4', () => {
    expect(accessCommands(['ssh', 'rdp', 'https', 'console'], ['fd00::7', '10.1.2.3'], 'support')).toEqual([
      { method: 'ssh', text: 'ssh support@10.1.2.3', href: null },
      { method: 'rdp', text: 'mstsc /v:10.1.2.3', href: null },
      { method: 'https', text: 'https://10.1.2.3/', href: 'https://10.1.2.3/' },
    ]);
  });

  test('bracket an IPv6 address in a link', () => {
    expect(accessCommands(['https'], ['fd00::7'], null)[0]?.href).toBe('https://[fd00::7]/');
  });

  test('are none without an address', () => {
    expect(accessCommands(['ssh'], [], 'support')).toEqual([]);
  });
});

describe('the timeline', () => {
  let serial = 0;
  const step = (operation: DeploymentStep['operation'], name: DeploymentStep['name']): DeploymentStep => ({
    id: String(++serial),
    operation,
    name,
    status: 'done',
    startedAt: new Date(now + serial).toISOString(),
    endedAt: null,
    message: null,
    upid: null,
    log: [],
  });

  test('shows the steps to come while a VM is set up', () => {
    const timeline = latestOperation([step('provision', 'reserve'), step('provision', 'place')], 'provisioning');
    expect(timeline?.entries.map(({ name, step }) => [name, step !== null])).toEqual([
      ['reserve', true],
      ['place', true],
      ...['clone', 'configure', 'resize', 'start', 'address', 'ready'].map((name) => [name, false]),
    ]);
  });

  test('shows the operation that began last, once', () => {
    const steps = [step('provision', 'ready'), step('reboot', 'reboot'), step('reboot', 'reboot')];
    const timeline = latestOperation(steps, 'running');
    expect(timeline).toMatchObject({ operation: 'reboot', entries: [{ step: steps[2] }] });
  });

  test('of a rebuild goes on with the steps of the new VM, from the taking down to the queue', () => {
    const steps = [step('rebuild', 'confirm'), step('rebuild', 'stop'), step('rebuild', 'destroy')];
    for (const status of ['rebuilding', 'queued'] as const) {
      const timeline = latestOperation(steps, status);
      expect(timeline?.operation).toBe('rebuild');
      expect(timeline?.entries.map(({ name }) => name).slice(0, 5)).toEqual([
        ...['confirm', 'stop', 'destroy'],
        ...['reserve', 'place'],
      ]);
    }
  });

  test('of an operation whose runs differ begins with its own first step', () => {
    const before = [step('rollback', 'rollback'), step('rollback', 'start'), step('rollback', 'address')];
    const now = step('rollback', 'rollback');
    expect(latestOperation([...before, now], 'rolling_back')?.entries).toEqual([{ name: 'rollback', step: now }]);
    expect(latestOperation(before, 'running')?.entries.map(({ name }) => name)).toEqual([
      ...['rollback', 'start', 'address'],
    ]);
  });

  test('is empty for what has no history', () => {
    expect(latestOperation([], 'deleted')).toBeNull();
  });
});
