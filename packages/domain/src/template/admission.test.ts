import type { OfferState, Reason } from '@portal/types';
import { describe, expect, test } from 'vitest';
import { aCluster, aTemplate, ids, noon } from '../../test/records.ts';
import type { LastObservation } from '../last-observation.ts';
import { neverSeen } from '../last-observation.ts';
import type { Cluster } from '../records.ts';
import type { TemplateStatus } from '../template-records.ts';
import { admission } from './admission.ts';

const lastObservation = (fields: Partial<LastObservation> = {}): LastObservation => ({
  ...neverSeen(ids.cluster),
  observedAt: noon,
  pveVersion: '9.2.11',
  room: { memoryMiB: 4096, vcpus: 8 },
  ...fields,
});

interface Given {
  readonly state?: TemplateStatus['state'];
  readonly reason?: OfferState;
  readonly cluster?: Partial<Cluster>;
  readonly lastObservation?: LastObservation | null;
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
    lastObservation: given.lastObservation === undefined ? lastObservation() : given.lastObservation,
    size: { vcpus: 2, memoryMiB },
  });

const unreachable = lastObservation({ unreachableSince: noon });
const refuse = { whenUnreachable: 'refuse', whenFull: 'refuse' } as const;
const allowed = { allowed: true, refusal: null, waitsFor: null };
const words: OfferState = { code: 'set_by_administrator', params: { words: 'Use Debian 14' } };

describe('whether a request is taken now', () => {
  test.each<[string, Given]>([
    ['an available template on a cluster with room', {}],
    ['before the cluster was looked at', { lastObservation: null, cluster: refuse, memoryMiB: 99_999 }],
    [
      'before its room is known',
      { lastObservation: lastObservation({ room: null }), cluster: refuse, memoryMiB: 99_999 },
    ],
    ['a full cluster that lets wait', { memoryMiB: 8192 }],
  ])('yes: %s', (_, given) => {
    expect(asked(given)).toEqual(allowed);
  });

  test('a cluster that does not answer and lets wait: yes, with what it waits for', () => {
    const waitsFor = { code: 'waiting_for_cluster', params: { since: noon.toISOString(), cause: null } };
    expect(asked({ lastObservation: unreachable })).toEqual({ ...allowed, waitsFor });
  });

  test.each<[string, Given, string, Reason]>([
    [
      'a deprecated template',
      { state: 'deprecated', reason: words },
      'transition_refused',
      { code: 'template_is_deprecated', params: { state: words } },
    ],
    [
      'one that is switched off',
      { state: 'disabled' },
      'transition_refused',
      { code: 'template_is_disabled', params: { state: null } },
    ],
    [
      'a cluster that does not answer and refuses',
      { lastObservation: unreachable, cluster: refuse },
      'unavailable',
      { code: 'cluster_not_answering', params: { since: noon.toISOString() } },
    ],
    [
      'a cluster that is full and refuses',
      { memoryMiB: 8192, cluster: refuse },
      'unavailable',
      { code: 'cluster_full', params: {} },
    ],
  ])('no: %s', (_, given, code, refusal) => {
    expect(asked(given)).toEqual({ allowed: false, code, refusal });
  });
});
