import { describe, expect, test } from 'vitest';
import { aDeployment, aSnapshot, noon } from '../../test/records.ts';
import type { Change } from '../change.ts';
import type { DeploymentSnapshot } from '../records.ts';
import type { Decision } from './act.ts';
import { createSnapshotChange, removeSnapshotChange, rollbackChange } from './snapshots.ts';

const id = '01930000-abcd-7000-8000-0123456789ab';
const now = noon;
const request = { id, label: 'before the upgrade', limit: 2, now };

const changeOf = (decision: Decision) => {
  if (!decision.accepted) throw decision.error;
  return decision.change;
};

const errorOf = (decision: Decision) => {
  if (decision.accepted) throw new Error('it was accepted');
  return decision.error;
};

const other = (fields: Partial<DeploymentSnapshot>) =>
  aSnapshot({ id: '01930000-0000-7000-8000-00000000ffff', ...fields });

/** Without what follows for its operations. */
const rowsOf = ({ writes }: Change) => writes.filter(({ kind }) => !kind.startsWith('operation.'));

describe('making a snapshot', () => {
  test('writes its row with the deployment, is audited with its label, and wakes the run', () => {
    const change = changeOf(createSnapshotChange(aDeployment(), [], request));
    expect(rowsOf(change)).toMatchObject([
      { kind: 'deployment.update', row: { operation: 'snapshot' } },
      { kind: 'snapshot.insert', row: { id, label: 'before the upgrade', status: 'creating' } },
    ]);
    expect(change.events).toMatchObject([
      { action: 'deployment.snapshot_requested', detail: { snapshotId: id, label: 'before the upgrade' } },
    ]);
    expect(change.jobs).toMatchObject([{ name: 'deployment.run' }]);
  });

  test('its name in PVE is a configuration id of its own, and one without a label has none', () => {
    const change = changeOf(createSnapshotChange(aDeployment(), [], { ...request, label: undefined }));
    const [, write] = rowsOf(change);
    if (write?.kind !== 'snapshot.insert') throw new Error('no snapshot was written');
    expect(write.row.name).toBe('p01930000abcd700080000123456789ab');
    expect(write.row.name).toMatch(/^[A-Za-z][A-Za-z0-9_-]{1,39}$/);
    expect(write.row.label).toBeNull();
  });

  test('at the limit is refused with the figure; what failed does not count', () => {
    const full = [aSnapshot(), other({ status: 'ready' })];
    const error = errorOf(createSnapshotChange(aDeployment(), full, request));
    expect(error.code).toBe('limit_exceeded');
    expect(error.details.limits).toEqual([{ name: 'cluster.snapshotsPerVm', limit: 2, used: 2, requested: 1 }]);
    const withFailed = [aSnapshot(), other({ status: 'failed' })];
    expect(createSnapshotChange(aDeployment(), withFailed, request).accepted).toBe(true);
  });

  test('where nothing can be made, the status is the reason and not the limit', () => {
    const error = errorOf(createSnapshotChange(aDeployment({ status: 'deleting' }), [], { ...request, limit: 0 }));
    expect(error.code).toBe('transition_refused');
  });
});

describe('a snapshot that is there', () => {
  const chosen = { snapshotId: aSnapshot().id, now };

  test('is gone back to or removed: its row moves with the deployment', () => {
    expect(rowsOf(changeOf(rollbackChange(aDeployment(), [aSnapshot()], chosen)))).toMatchObject([
      { row: { operation: 'rollback' } },
      { kind: 'snapshot.update', row: { id: chosen.snapshotId, status: 'rolling_back' } },
    ]);
    expect(rowsOf(changeOf(removeSnapshotChange(aDeployment(), [aSnapshot()], chosen)))).toMatchObject([
      { row: { operation: 'remove_snapshot' } },
      { kind: 'snapshot.update', row: { id: chosen.snapshotId, status: 'removing' } },
    ]);
  });

  test.each(['failed', 'incomplete'] as const)('cannot be gone back to when it is %s, but can be removed', (status) => {
    const broken = [aSnapshot({ status })];
    expect(errorOf(rollbackChange(aDeployment(), broken, chosen)).code).toBe('conflict');
    expect(removeSnapshotChange(aDeployment(), broken, chosen).accepted).toBe(true);
  });

  test('while it is gone back to, the larger of its size and the VM’s counts', () => {
    const current = aDeployment({ vcpus: 4, memoryMiB: 4096, diskGiB: 20 });
    const sized = aSnapshot({ vcpus: 2, memoryMiB: 8192, diskGiB: 20 });
    const change = changeOf(rollbackChange(current, [sized], chosen));
    expect(rowsOf(change)[0]).toMatchObject({ row: { vcpus: 4, memoryMiB: 8192, diskGiB: 20 } });
    const [fromSize, toSize] = [
      { vcpus: 4, memoryMiB: 4096 },
      { vcpus: 2, memoryMiB: 8192 },
    ];
    expect(change.events).toMatchObject([{ detail: { fromSize, toSize } }]);
    expect(rowsOf(changeOf(rollbackChange(current, [aSnapshot()], chosen)))[0]).toMatchObject({
      row: { vcpus: 4, memoryMiB: 4096, diskGiB: 20 },
    });
  });

  test('of another deployment, or of none, does not exist', () => {
    for (const change of [rollbackChange, removeSnapshotChange]) {
      expect(errorOf(change(aDeployment(), [], chosen)).code).toBe('not_found');
    }
  });
});
