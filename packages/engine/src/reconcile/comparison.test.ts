import type { ObservedGuest, ObservedNode, RecordedVm, RenamedVm } from '@portal/domain';
import { aCluster, aGuest, aNode, anObservation, aRecordedVm } from '@portal/domain/testing';
import { type DeploymentStatus, deploymentStatuses, movingStatuses } from '@portal/types';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { reconcile, type Suspicion, unobserved } from './comparison.ts';

const compareAll = (
  deployments: readonly RecordedVm[],
  guests: readonly ObservedGuest[],
  more: {
    readonly nodes?: readonly ObservedNode[];
    readonly renamed?: readonly RenamedVm[];
    /** VMIDs of the templates that were seen before. */
    readonly templates?: readonly number[];
  } = {},
) => {
  const { nodes = [aNode(), aNode({ name: 'pve2', online: false })], renamed = [], templates = [] } = more;
  const observation = anObservation({ guests, nodes });
  const known = templates.map((vmid) => ({ vmid }));
  return reconcile({ cluster: aCluster(), deployments, observation, renamed, templates: known });
};

const compare = (deployment: RecordedVm, guest: ObservedGuest | null): Suspicion | null =>
  compareAll([deployment], guest === null ? [] : [guest]).differing[0]?.suspicion ?? null;

const running = aRecordedVm({ status: 'running' });
const stopped = aRecordedVm({ status: 'stopped', hasAddress: false });
const suspended = aRecordedVm({ status: 'suspended' });
const expired = aRecordedVm({ status: 'expired', hasAddress: false });
const lost = aRecordedVm({ status: 'failed', failureCode: 'vm_missing' });
const away = aRecordedVm({ status: 'running', node: 'pve2' });
const off = aGuest({ power: 'stopped' });
const paused = aGuest({ power: 'paused' });
const unknown = aGuest({ node: 'pve2', power: 'unknown', name: null, cpus: null, memoryMiB: null, diskGiB: null });

describe('what deserves a closer look', () => {
  const table: readonly (readonly [string, RecordedVm, ObservedGuest | null, Suspicion | null])[] = [
    ['runs, as it should', running, aGuest(), null],
    ['is off, as it should', stopped, off, null],
    ['is paused, as it should', suspended, paused, null],
    ['is off after its lease', expired, off, null],
    ['is not there', running, null, 'missing'],
    ['is off and not there', stopped, null, 'missing'],
    ['is suspended and not there', suspended, null, 'missing'],
    ['is on another node', running, aGuest({ node: 'pve2' }), 'moved'],
    ['should run and is off', running, off, 'power'],
    ['should run and is paused', running, paused, 'power'],
    ['should be off and runs', stopped, aGuest(), 'power'],
    ['should be off and is paused', stopped, paused, 'power'],
    ['should be paused and runs', suspended, aGuest(), 'power'],
    ['should be paused and is off', suspended, off, 'power'],
    ['runs although its lease has ended', expired, aGuest(), 'power'],
    ['is paused although its lease has ended', expired, paused, 'power'],
    ['has lost the tag', running, aGuest({ tags: ['other'] }), 'untagged'],
    ['has left the pool', running, aGuest({ pool: null }), 'untagged'],
    ['has become a template', stopped, aGuest({ power: 'stopped', template: true }), 'untagged'],
    ['bears another name', running, aGuest({ name: 'called-otherwise' }), 'renamed'],
    ['has more cores', running, aGuest({ cpus: 4 }), 'resized'],
    ['has less memory', running, aGuest({ memoryMiB: 1024 }), 'resized'],
    ['has a larger disk', running, aGuest({ diskGiB: 30 }), 'resized'],
    ['has a disk of an odd size', running, aGuest({ diskGiB: 20.004 }), null],
    ['does not tell its size yet', running, aGuest({ cpus: null, memoryMiB: null, diskGiB: 0 }), null],
    ['is on a node that is away', away, unknown, 'out_of_sight'],
    ['is still on a node that is away', { ...away, statusReason: unobserved.node }, unknown, null],
    ['is seen again on its node', { ...away, statusReason: unobserved.node }, aGuest({ node: 'pve2' }), 'in_sight'],
    ['can be seen again', { ...running, statusReason: unobserved.unclear }, aGuest(), 'in_sight'],
    ['was missing and is there again', lost, aGuest(), 'returned'],
    ['was missing and still is', lost, null, null],
    ['was missing before it was ready and is there again', { ...lost, wasReady: false }, aGuest(), null],
    ['failed for another reason', aRecordedVm({ status: 'failed', failureCode: 'clone_failed' }), aGuest(), null],
  ];

  test.each(table)('a VM that %s', (_, deployment, guest, expected) => {
    expect(compare(deployment, guest)).toBe(expected);
  });

  test('a name that is on record is no news, until it changes again', () => {
    const renamed = [{ deploymentId: running.id, name: 'called-otherwise' }];
    const found = (name: string) => compareAll([running], [aGuest({ name })], { renamed });
    expect(found('called-otherwise')).toMatchObject({ differing: [], renamed });
    expect(found('a-third-name').differing).toMatchObject([{ suspicion: 'renamed', knownName: 'called-otherwise' }]);
    expect(found(running.name).differing).toMatchObject([{ suspicion: 'renamed', knownName: 'called-otherwise' }]);
  });

  test('each deployment is compared with the VM of its own id', () => {
    const other = aRecordedVm({ id: '01930000-0000-7000-8000-0000000000aa', vmid: 5001 });
    const guest = aGuest({ vmid: 5001, power: 'stopped' });
    const { differing } = compareAll([running, other], [guest, aGuest()]);
    expect(differing).toEqual([{ deployment: other, suspicion: 'power', guest, knownName: other.name }]);
  });
});

describe('what is left alone', () => {
  const odd = aGuest({ node: 'pve3', power: 'stopped', pool: null, tags: [], template: true, name: 'odd', cpus: 9 });
  const untouched: readonly DeploymentStatus[] = [...movingStatuses, 'queued', 'deleted', 'quarantined'];

  test.each(untouched)('%s: the engine has it in hand, or nothing is expected', (status) => {
    for (const guest of [odd, null]) expect(compare(aRecordedVm({ status }), guest)).toBeNull();
  });

  test.each(deploymentStatuses)('%s: power that PVE does not know yet says nothing', (status) => {
    const fresh = aGuest({ power: 'unknown', pool: null, tags: [], name: null });
    expect(compare(aRecordedVm({ status, hasAddress: false }), fresh)).toBeNull();
  });

  test('property: a cluster that is equal to the database gives nothing to look at', () => {
    const power = { running: 'running', stopped: 'stopped', suspended: 'paused', expired: 'stopped' } as const;
    const vm = fc.record({
      status: fc.constantFrom('running', 'stopped', 'suspended', 'expired'),
      node: fc.constantFrom('pve1', 'pve2', 'pve3'),
      vcpus: fc.integer({ min: 1, max: 64 }),
      memoryMiB: fc.integer({ min: 16, max: 65_536 }),
      diskGiB: fc.integer({ min: 1, max: 2_000 }),
      name: fc.stringMatching(/^[a-z][a-z0-9]{1,20}$/),
    } as const);
    fc.assert(
      fc.property(fc.array(vm, { maxLength: 30 }), (vms) => {
        const deployments = vms.map((fields, index) =>
          aRecordedVm({
            ...fields,
            id: `01930000-0000-7000-8000-${String(index).padStart(12, '0')}`,
            vmid: 5000 + index,
          }),
        );
        const guests = deployments.map(({ vmid, node, name, vcpus, memoryMiB, diskGiB }, index) =>
          aGuest({
            vmid,
            node: node ?? '',
            name,
            cpus: vcpus,
            memoryMiB,
            diskGiB,
            power: power[vms[index]?.status ?? 'running'],
          }),
        );
        const templates = [aGuest({ vmid: 9000, template: true, power: 'stopped' })];
        const strangers = [aGuest({ vmid: 100, pool: null, tags: [] })];
        const found = compareAll(deployments, [...strangers, ...guests.toReversed(), ...templates]);
        expect(found).toEqual({
          differing: [],
          silent: [],
          addressed: deployments.filter(({ rest }) => rest === 'running').toReversed(),
          quarantined: [],
          unrecorded: [],
          templates,
          renamed: [],
        });
      }),
    );
  });
});

describe('what nobody accounts for', () => {
  const unrecorded = (guest: ObservedGuest) => compareAll([running], [aGuest(), guest]).unrecorded;

  test.each([
    ['stands in the portal’s pool', aGuest({ vmid: 100, tags: [] }), true],
    ['bears the portal’s tag', aGuest({ vmid: 100, pool: null }), true],
    ['has an id of the portal’s range', aGuest({ vmid: 5999, pool: null, tags: [] }), true],
    ['is somebody else’s', aGuest({ vmid: 100, pool: 'other', tags: ['infrastructure'] }), false],
    ['is a template of the pool', aGuest({ vmid: 9000, template: true }), false],
  ])('a VM that %s', (_, guest, expected) => {
    expect(unrecorded(guest)).toEqual(expected ? [guest] : []);
  });

  test.each(deploymentStatuses)('%s: a VM with a row is not unrecorded, whatever it is going through', (status) => {
    expect(compareAll([aRecordedVm({ status })], [aGuest()]).unrecorded).toEqual([]);
  });
});

describe('a PVE template that was seen before', () => {
  const sorted = (guest: ObservedGuest) => {
    const { templates, unrecorded } = compareAll([], [guest], { templates: [9000] });
    return { templates, unrecorded };
  };

  test.each([
    ['while its node is away', 'pve2'],
    ['while its node is back and not heard of yet', 'pve1'],
  ])('stays one, and is not unrecorded, %s', (_, node) => {
    const undescribed = aGuest({ vmid: 9000, node, power: 'unknown', name: null, template: false });
    expect(sorted(undescribed)).toEqual({ templates: [undescribed], unrecorded: [] });
  });

  test('is none any more once PVE says so', () => {
    const ordinary = aGuest({ vmid: 9000, power: 'stopped', template: false });
    expect(sorted(ordinary)).toEqual({ templates: [], unrecorded: [ordinary] });
  });

  test('speaks for its own VMID alone: another VM of unknown power is unrecorded', () => {
    const fresh = aGuest({ vmid: 9001, power: 'unknown', name: null });
    expect(sorted(fresh)).toEqual({ templates: [], unrecorded: [fresh] });
  });
});

test('a quarantined deployment is shown with what stands under its id, or with nothing', () => {
  const quarantined = aRecordedVm({ status: 'quarantined' });
  const adopting = aRecordedVm({ id: '01930000-0000-7000-8000-0000000000aa', vmid: 5001, status: 'adopting' });
  expect(compareAll([quarantined, adopting], [aGuest()]).quarantined).toEqual([
    { deployment: quarantined, guest: aGuest() },
    { deployment: adopting, guest: null },
  ]);
});

test('a running VM without an address is asked, one that is suspended is not', () => {
  const silent = aRecordedVm({ hasAddress: false });
  expect(compareAll([silent], [aGuest()]).silent).toEqual([silent]);
  expect(compareAll([{ ...silent, rest: 'suspended' }], [paused]).silent).toEqual([]);
  const addressed = aRecordedVm();
  expect(compareAll([addressed], [aGuest()])).toMatchObject({ silent: [], addressed: [addressed] });
});
