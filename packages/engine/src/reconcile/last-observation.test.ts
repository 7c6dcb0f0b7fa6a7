import { answered, type LastObservation, neverSeen } from '@portal/domain';
import { aSeenGuest, aSeenNode, hoursAfter, ids, noon } from '@portal/domain/testing';
import { describe, expect, test } from 'vitest';
import { isWorthWriting, ownAges } from './last-observation.ts';

const aLastObservation = (fields: Partial<LastObservation> = {}): LastObservation => ({
  ...neverSeen(ids.cluster),
  observedAt: noon,
  pveVersion: '9.2.11',
  room: { memoryMiB: 40_960, vcpus: 16 },
  nodes: [aSeenNode()],
  templates: [aSeenGuest({ vmid: 9000 })],
  ...fields,
});

const seconds = (count: number): Date => new Date(noon.getTime() + count * 1000);
const isWritten = (after: Partial<LastObservation>): boolean =>
  isWorthWriting(aLastObservation(), aLastObservation({ observedAt: seconds(10), ...after }));

describe('a last observation is written', () => {
  test.each<[string, Partial<LastObservation>]>([
    ['when a minute has passed', { observedAt: seconds(60) }],
    ['when the cluster answers no more', { unreachableSince: noon, unreachableReason: answered('unreachable', null) }],
    ['when a node goes away', { nodes: [aSeenNode({ online: false })] }],
    ['when much of a node’s memory is taken', { nodes: [aSeenNode({ usedMemoryMiB: 32_768 })] }],
    ['when room is lost', { room: { memoryMiB: 30_000, vcpus: 16 } }],
    ['when an orphan comes', { orphans: [aSeenGuest()] }],
    [
      'when a configuration says something else',
      { templates: [aSeenGuest({ vmid: 9000, createdAt: hoursAfter(noon, 1) })] },
    ],
  ])('%s', (_, after) => {
    expect(isWritten(after)).toBe(true);
  });
});

describe('a last observation is not written', () => {
  const { config } = aSeenGuest();
  const disks = { virtio0: 20, scsi0: 10 };
  const reversed = { scsi0: 10, virtio0: 20 };
  const withDisks = (order: Record<string, number>): Partial<LastObservation> => ({
    templates: [aSeenGuest({ config: config === null ? null : { ...config, disks: order } })],
  });

  test.each<[string, Partial<LastObservation>]>([
    ['when nothing changed', {}],
    ['for a few MiB of memory', { nodes: [aSeenNode({ usedMemoryMiB: 8_200 })] }],
    ['for room that shrinks by a little', { room: { memoryMiB: 40_970, vcpus: 16 } }],
  ])('%s', (_, after) => {
    expect(isWritten(after)).toBe(false);
  });

  test('for keys in another order, as the database gives them back', () => {
    expect(isWorthWriting(aLastObservation(withDisks(disks)), aLastObservation(withDisks(reversed)))).toBe(false);
  });
});

test('a clone’s age is its own, and not that of the template whose record it inherited', () => {
  const templates = [aSeenGuest({ vmid: 9000, createdAt: noon })];
  const clone = aSeenGuest({ createdAt: noon });
  const made = aSeenGuest({ createdAt: hoursAfter(noon, 1) });
  expect(ownAges([clone, made], templates)).toEqual([{ ...clone, createdAt: null }, made]);
});
