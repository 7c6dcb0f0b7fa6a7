import { type DeploymentStatus, deploymentStatuses } from '@portal/types';
import { describe, expect, test } from 'vitest';
import { aCluster, aDeployment, aGuest, anObservation } from '../../test/records.ts';
import type { ObservedGuest } from '../hypervisor.ts';
import type { Deployment } from '../records.ts';
import { movingStatuses } from './machine.ts';
import { reconcile, type Suspicion } from './reconcile.ts';

const suspicions = (deployments: readonly Deployment[], guests: readonly ObservedGuest[]): readonly Suspicion[] =>
  reconcile({ cluster: aCluster(), tag: 'support-portal', deployments, observation: anObservation({ guests }) }).map(
    ({ suspicion }) => suspicion,
  );

const compare = (deployment: Deployment, guest: ObservedGuest | null): Suspicion | null =>
  suspicions([deployment], guest === null ? [] : [guest])[0] ?? null;

const running = aDeployment({ status: 'running' });
const stopped = aDeployment({ status: 'stopped', addresses: [] });
const expired = aDeployment({ status: 'expired', addresses: [] });
const lost = aDeployment({ status: 'failed', failureCode: 'vm_missing' });
const off = aGuest({ power: 'stopped' });

describe('what deserves a closer look', () => {
  const table: readonly (readonly [string, Deployment, ObservedGuest | null, Suspicion | null])[] = [
    ['runs, as it should', running, aGuest(), null],
    ['is off, as it should', stopped, off, null],
    ['is off after its lease', expired, off, null],
    ['is not there', running, null, 'missing'],
    ['is off and not there', stopped, null, 'missing'],
    ['is on another node', running, aGuest({ node: 'pve2' }), 'moved'],
    ['should run and is off', running, off, 'power'],
    ['should be off and runs', stopped, aGuest(), 'power'],
    ['runs although its lease has ended', expired, aGuest(), 'power'],
    ['is paused: up, as it should', running, aGuest({ power: 'paused' }), null],
    ['should be off and is paused', stopped, aGuest({ power: 'paused' }), 'power'],
    ['has lost the tag', running, aGuest({ tags: ['other'] }), 'unstamped'],
    ['has left the pool', running, aGuest({ pool: null }), 'unstamped'],
    ['has become a template', stopped, aGuest({ power: 'stopped', template: true }), 'unstamped'],
    ['runs and has not told an address', aDeployment({ addresses: [] }), aGuest(), 'no_address'],
    ['was missing and is there again', lost, aGuest(), 'returned'],
    ['was missing and still is', lost, null, null],
    ['failed for another reason', aDeployment({ status: 'failed', failureCode: 'clone_failed' }), aGuest(), null],
  ];

  test.each(table)('a VM that %s', (_, deployment, guest, expected) => {
    expect(compare(deployment, guest)).toBe(expected);
  });
});

describe('what is left alone', () => {
  const odd = aGuest({ node: 'pve3', power: 'stopped', pool: null, tags: [], template: true });
  const untouched: readonly DeploymentStatus[] = [...movingStatuses, 'queued', 'deleted', 'quarantined'];

  test.each(untouched)('%s: the engine has it in hand, or nothing is expected', (status) => {
    for (const guest of [odd, null]) expect(compare(aDeployment({ status }), guest)).toBeNull();
  });

  test.each(deploymentStatuses)('%s: power that PVE does not know says nothing', (status) => {
    const unknown = aGuest({ power: 'unknown', pool: null, tags: [], name: null });
    expect(compare(aDeployment({ status, addresses: [] }), unknown)).toBeNull();
  });

  test('VMs that are nobody’s deployment', () => {
    expect(suspicions([], [aGuest({ vmid: 100 }), odd])).toEqual([]);
  });
});

test('each deployment is compared with the VM of its own id', () => {
  const other = aDeployment({ id: '01930000-0000-7000-8000-0000000000aa', vmid: 5001 });
  const found = reconcile({
    cluster: aCluster(),
    tag: 'support-portal',
    deployments: [running, other],
    observation: anObservation({ guests: [aGuest({ vmid: 5001, power: 'stopped' }), aGuest({ vmid: 5000 })] }),
  });
  expect(found).toEqual([{ deployment: other, suspicion: 'power' }]);
});
