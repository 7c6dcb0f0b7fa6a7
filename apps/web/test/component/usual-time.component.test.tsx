/** What people read while they wait: what a step usually takes, that it takes longer, and what an address is waited for. */
import { screen, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { ConnectCard } from '../../src/features/deployments/detail/connect-card.tsx';
import { OperationSteps } from '../../src/features/deployments/detail/operation-steps.tsx';
import { deploymentIn } from './examples.ts';
import { show } from './stage.tsx';

const vm = deploymentIn('running');
const id = '019ac30a-0001-7d10-9c3e-5b6a7f80911';
const usual = (['clone', 'address'] as const).map((name) => ({
  ...{ operation: 'provision' as const, name, samples: 40, medianSeconds: 12, p95Seconds: 30 },
}));

const step = (name: 'clone' | 'configure', startedAgoMs: number, endedAt: string | null = null) => ({
  ...{ id: `${id}${name.length}`, operation: 'provision' as const, name, endedAt, message: null, reason: null },
  ...{ status: endedAt === null ? ('running' as const) : ('done' as const), upid: null, log: [] },
  startedAt: new Date(Date.now() - startedAgoMs).toISOString(),
});

const refused = { allowed: false, reason: 'no', code: 'no', params: {} };
const operationWith = (steps: readonly ReturnType<typeof step>[]) => ({
  ...{ id: `${id}0`, kind: 'provision' as const, state: 'running' as const, deploymentId: vm.id, requestedBy: null },
  ...{ requestedAt: vm.createdAt, startedAt: vm.createdAt, endedAt: null, retryOf: null, waiting: null, error: null },
  ...{
    failureCode: null,
    message: null,
    reason: null,
    actions: { cancel: refused, retry: refused },
    steps: [...steps],
  },
});

const stepsShown = (steps: readonly ReturnType<typeof step>[]) => {
  show(<OperationSteps operation={operationWith(steps)} said={null} usual={usual} />);
  return (name: RegExp) =>
    screen.getAllByRole('listitem').find((item) => within(item).queryByText(name) !== null)?.textContent ?? '';
};

test('a step under way and one to come say what they usually take, one that is done no more than what it took', () => {
  const of = stepsShown([step('clone', 3_000)]);
  expect(of(/Clone the template/)).toContain('usually 12 s');
  expect(of(/Wait for an address/)).toContain('usually 12 s');
  expect(of(/Configure/)).not.toContain('usually');
});

test('a step that takes longer than nearly all of them says so, and that alone', () => {
  const of = stepsShown([step('clone', 31_000)]);
  expect(of(/Clone the template/)).toContain('longer than usual (12 s)');
});

test('a step that is done does not compare itself', () => {
  const of = stepsShown([step('clone', 60_000, new Date().toISOString()), step('configure', 1_000)]);
  expect(of(/Clone the template/)).not.toMatch(/usual/);
});

test('while no address is known it is said what is waited for and how long that takes, and one can look again', async () => {
  const waiting = { ...vm, addresses: [] };
  const page = { items: [], nextCursor: null, usual };
  const { person } = show(<ConnectCard deployment={waiting} />, { 'deployments.operations': page });
  expect(screen.getByText(/The guest agent inside .* has to report it/)).toBeTruthy();
  expect(await screen.findByText(/usually takes 12 s, seldom more than 30 s/)).toBeTruthy();
  await person.click(screen.getByRole('button', { name: 'Look again' }));
});
