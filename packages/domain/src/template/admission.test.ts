import { describe, expect, test } from 'vitest';
import { aCluster, aTemplate, ids, noon } from '../../test/records.ts';
import { neverSeen } from '../engine/sight.ts';
import type { Cluster, TemplateStatus } from '../records.ts';
import type { ClusterSight } from '../sights.ts';
import { admission } from './admission.ts';

const sight = (fields: Partial<ClusterSight> = {}): ClusterSight => ({
  ...neverSeen(ids.cluster),
  observedAt: noon,
  pveVersion: '9.2.11',
  room: { memoryMiB: 4096, vcpus: 8 },
  ...fields,
});

interface Given {
  readonly state?: TemplateStatus['state'];
  readonly reason?: string;
  readonly cluster?: Partial<Cluster>;
  readonly sight?: ClusterSight | null;
  readonly memoryMiB?: number;
}

const asked = ({ state = 'available', reason, cluster, memoryMiB = 2048, ...given }: Given = {}) =>
  admission({
    offer: {
      current: aTemplate(),
      status: { templateId: ids.template, state, reason: reason ?? null, setBy: 'admin', changedAt: noon },
      history: null,
      canary: null,
    },
    cluster: aCluster(cluster),
    sight: given.sight === undefined ? sight() : given.sight,
    size: { vcpus: 2, memoryMiB },
  });

const unreachable = sight({ unreachableSince: noon });
const refuse = { whenUnreachable: 'refuse', whenFull: 'refuse' } as const;
const allowed = { allowed: true, reason: null, waitsFor: null };

describe('whether a request is taken now', () => {
  test.each<[string, Given]>([
    ['an available template on a cluster with room', {}],
    ['before the cluster was looked at', { sight: null, cluster: refuse, memoryMiB: 99_999 }],
    ['before its room is known', { sight: sight({ room: null }), cluster: refuse, memoryMiB: 99_999 }],
    ['a full cluster that lets wait', { memoryMiB: 8192 }],
  ])('yes: %s', (_, given) => {
    expect(asked(given)).toEqual(allowed);
  });

  test('a cluster that does not answer and lets wait: yes, with what it waits for', () => {
    const waitsFor = 'Waiting for the cluster, which has not answered since 2026-11-22 12:00 UTC.';
    expect(asked({ sight: unreachable })).toEqual({ ...allowed, waitsFor });
  });

  test.each<[string, Given, string, RegExp]>([
    [
      'a deprecated template',
      { state: 'deprecated', reason: 'Use Debian 14' },
      'transition_refused',
      /deprecated. Use Debian 14\.$/,
    ],
    ['one that is switched off', { state: 'disabled' }, 'transition_refused', /switched off\. An administrator/],
    [
      'a cluster that does not answer and refuses',
      { sight: unreachable, cluster: refuse },
      'unavailable',
      /since 2026-11-22 12:00 UTC/,
    ],
    [
      'a cluster that is full and refuses',
      { memoryMiB: 8192, cluster: refuse },
      'unavailable',
      /no room for a VM of this size/,
    ],
  ])('no: %s', (_, given, code, reason) => {
    expect(asked(given)).toMatchObject({ allowed: false, code, reason: expect.stringMatching(reason) });
  });
});
