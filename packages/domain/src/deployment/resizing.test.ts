import { describe, expect, test } from 'vitest';
import { aCluster, aDeployment, aTemplate, noon } from '../../test/records.ts';
import { type ResizeRequest, resizeChange } from './resizing.ts';

const node = { name: 'pve1', online: true, maintenance: false, cpus: 16, memoryMiB: 65_536, usedMemoryMiB: 8_192 };
const storage = { name: 'ceph-vm', node: null, available: true, totalGiB: 1_000, usedGiB: 100 };
const current = aDeployment({ status: 'running', node: 'pve1', storage: 'ceph-vm' });

const decide = (asked: ResizeRequest['asked'], more: Partial<ResizeRequest> = {}, deployment = current) =>
  resizeChange(deployment, {
    ...{ asked, template: aTemplate(), cluster: aCluster(), now: noon },
    lastObservation: { nodes: [node], storages: [storage] },
    ...more,
  });

const errorOf = (decision: ReturnType<typeof decide>) => {
  if (decision.accepted) throw new Error('it was accepted');
  return decision.error;
};

const figuresOf = (decision: ReturnType<typeof decide>) => errorOf(decision).details.limits;

describe('another size', () => {
  test('counts from then on where it is more, and only once it is so where it is less', () => {
    const decision = decide({ vcpus: 1, memoryMiB: 4096 });
    if (!decision.accepted) throw decision.error;
    expect(decision.change.writes[0]).toMatchObject({ row: { vcpus: current.vcpus, memoryMiB: 4096 } });
    expect(decision.change.events).toMatchObject([{ detail: { toSize: { vcpus: 1, memoryMiB: 4096 } } }]);
  });

  test('is the deployment’s from then on, and what is left out stays', () => {
    const decision = decide({ vcpus: 4, diskGiB: current.diskGiB + 5 });
    if (!decision.accepted) throw decision.error;
    expect(decision.change.writes).toMatchObject([
      {
        kind: 'deployment.update',
        row: { operation: 'resize', vcpus: 4, memoryMiB: current.memoryMiB, diskGiB: current.diskGiB + 5 },
      },
      { kind: 'operation.begin', operation: 'resize' },
    ]);
    expect(decision.change.events).toMatchObject([{ action: 'deployment.resize_requested' }]);
    expect(decision.change.jobs).toMatchObject([{ name: 'deployment.run' }]);
  });

  test('is refused where the template sets a bound, for what changes alone', () => {
    expect(figuresOf(decide({ vcpus: 9 }))).toMatchObject([{ name: 'template.vcpus.max', limit: 8, requested: 9 }]);
    const odd = { ...current, memoryMiB: 512 };
    expect(decide({ vcpus: 4 }, {}, odd).accepted).toBe(true);
    expect(figuresOf(decide({ memoryMiB: 768 }, {}, odd))).toMatchObject([{ name: 'template.memoryMiB.min' }]);
  });

  test('is refused where node or storage lack the room for the difference', () => {
    const full = { ...node, usedMemoryMiB: 58_000 };
    const lastObservation = { nodes: [full], storages: [storage] };
    expect(errorOf(decide({ memoryMiB: 16_384 }, { lastObservation }))).toMatchObject({ code: 'unavailable' });
    expect(decide({ memoryMiB: 2_304 }, { lastObservation }).accepted).toBe(true);
    // One that is off takes its memory at its next start.
    expect(decide({ memoryMiB: 16_384 }, { lastObservation }, { ...current, rest: 'stopped' }).accepted).toBe(true);
    const tight = { nodes: [{ ...node, cpus: 4 }], storages: [{ ...storage, usedGiB: 990 }] };
    expect(errorOf(decide({ vcpus: 5 }, { lastObservation: tight }))).toMatchObject({
      reason: { code: 'cluster_full' },
    });
    expect(errorOf(decide({ diskGiB: 40 }, { lastObservation: tight }))).toMatchObject({
      reason: { code: 'cluster_full' },
    });
    expect(decide({ memoryMiB: 16_384, vcpus: 8, diskGiB: 200 }, { lastObservation: null }).accepted).toBe(true);
  });

  test('is neither a smaller disk nor the size that it has', () => {
    const fieldsOf = (decision: ReturnType<typeof decide>) => errorOf(decision).details.fields;
    expect(fieldsOf(decide({ diskGiB: current.diskGiB - 1 }))).toMatchObject([{ field: 'diskGiB' }]);
    expect(fieldsOf(decide({ vcpus: current.vcpus }))).toMatchObject([{ field: 'vcpus' }]);
  });
});
