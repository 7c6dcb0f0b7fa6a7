/** The log of a task under way: its lines as they come, why there are none, and nothing asked once it is over or refused. */
import type { DeploymentStep } from '@portal/types';
import { screen } from '@testing-library/react';
import { TRPCClientError } from '@trpc/client';
import { useState } from 'react';
import { afterEach, expect, test, vi } from 'vitest';
import { TaskLog } from '../../src/features/deployments/detail/task-log.tsx';
import { me } from './examples.ts';
import { show } from './stage.tsx';

const id = '019ac30a-0001-7d10-9c3e-5b6a7f809112';
const upid = 'UPID:pve1:0001:clone';
const step: DeploymentStep = {
  ...{ id: '019ac30a-0001-7d10-9c3e-5b6a7f809113', operation: 'provision', name: 'clone', status: 'running' },
  ...{ startedAt: '2026-11-22T09:00:00.000Z', endedAt: null, message: null, reason: null, upid, log: [] },
};
afterEach(() => void vi.useRealTimers());

const followed = /^New lines are added/;

function UntilEnded() {
  const [status, setStatus] = useState<DeploymentStep['status']>('running');
  return (
    <>
      <TaskLog deploymentId={id} step={{ ...step, status }} />
      <button type="button" onClick={() => setStatus('done')}>
        End it
      </button>
    </>
  );
}

const open = async (taskLog: unknown, also = {}) => {
  const { person } = show(<UntilEnded />, { 'deployments.taskLog': taskLog, ...also });
  await person.click(screen.getByText('Task log'));
  return person;
};

test('lines are added as they are written, and stay once the step has ended', async () => {
  const lines = ['create full clone', 'transferred 1 GiB'];
  const tell = vi.fn(({ after }: { readonly after: number }) => ({
    ...{ upid, from: after, lines: lines.slice(after, after + 1), reason: null },
  }));
  const person = await open(tell);
  expect(await screen.findByText(/create full clone\s+transferred 1 GiB/)).toBeTruthy();
  expect(tell.mock.calls.slice(0, 2)).toEqual([[{ id, upid, after: 0 }], [{ id, upid, after: 1 }]]);
  expect(screen.getByText(followed)).toBeTruthy();
  await person.click(screen.getByRole('button', { name: 'End it' }));
  expect(screen.queryByText(followed)).toBeNull();
  expect(screen.getByText(/transferred 1 GiB/)).toBeTruthy();
});

test('why there are none newer stands below those that are known', async () => {
  const reason = { code: 'pve_deadline', params: {}, message: 'It did not answer in time.' };
  await open({ upid, from: 0, lines: ['create full clone'], reason });
  expect(await screen.findByText(reason.message)).toBeTruthy();
  expect(screen.getByText('create full clone')).toBeTruthy();
  expect(screen.queryByText(followed)).toBeNull();
});

test('whose own role leaves it out is told so, and nothing is asked', async () => {
  const reason = 'Your role “People desk” does not include this.';
  const tell = vi.fn();
  await open(tell, { 'me.get': { ...me, leftOut: { actions: ['deployments.taskLog'], reason } } });
  expect(await screen.findByText(reason)).toBeTruthy();
  expect(screen.queryByText(followed)).toBeNull();
  expect(tell).not.toHaveBeenCalled();
});

test('a refusal is told once, and not asked for again', async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true });
  const message = 'You are not allowed to do this.';
  const reason = { code: 'forbidden', params: {} };
  const tell = vi.fn(() =>
    TRPCClientError.from({ error: { code: -32_003, message, data: { code: 'forbidden', reason, requestId: null } } }),
  );
  await open(tell);
  expect(await screen.findByText(message)).toBeTruthy();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(tell).toHaveBeenCalledTimes(1);
  expect(screen.queryByText(followed)).toBeNull();
});
