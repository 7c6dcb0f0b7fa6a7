import type { QuarantineDifference, VmPresence } from '@portal/types';
import { describe, expect, test } from 'vitest';
import { aSeenGuest } from '../../test/observed.ts';
import { aCluster, aDeployment, aTemplate, hoursAfter, noon } from '../../test/records.ts';
import type { LastObservation, SeenGuest } from '../last-observation.ts';
import { neverSeen } from '../last-observation.ts';
import { ownershipDescription } from '../ownership-tag.ts';
import type { DeploymentDetail } from '../ports/deployments.ts';
import type { Deployment } from '../records.ts';
import { differencesOf, evidenceOf, quarantineRefusals } from './evidence.ts';

const deployment = aDeployment({ status: 'quarantined', updatedAt: noon });
const otherId = '01930000-0000-7000-8000-0000000000bb';
const later = hoursAfter(noon, 1);

const detailOf = (row: Deployment): DeploymentDetail => ({
  deployment: row,
  template: aTemplate(),
  templateStatus: { state: 'available', reason: null },
  sourceMissing: false,
  cluster: aCluster(),
  owner: { id: row.ownerId, name: 'Sam', email: 'sam@example.com' },
  team: null,
  operation: null,
  queuePosition: null,
  history: null,
  clusterUnreachableSince: null,
  missingPrivileges: null,
  hasPassword: false,
});

const seenGuest = (fields: Partial<SeenGuest> = {}, description = ownershipDescription(deployment)): SeenGuest => {
  const { config } = aSeenGuest();
  return aSeenGuest({ config: config === null ? null : { ...config, description }, ...fields });
};

const aLastObservation = (fields: Partial<LastObservation> = {}): LastObservation => ({
  ...neverSeen(deployment.clusterId),
  observedAt: later,
  quarantined: [seenGuest()],
  ...fields,
});

type OtherStatus = 'running' | 'deleted' | null;
const judge = (lastObservation: LastObservation | null, other: OtherStatus = null, row = deployment) => {
  const detail = detailOf(row);
  const evidence = evidenceOf(row, lastObservation, (id) => ({
    id,
    name: id === otherId && other === null ? null : 'other-one',
    status: id === otherId ? other : 'quarantined',
  }));
  return { evidence, differences: differencesOf(detail, evidence), states: quarantineRefusals(detail, evidence) };
};

const seen = (fields: Partial<SeenGuest>) => aLastObservation({ quarantined: [seenGuest(fields)] });
const described = (description: string) => aLastObservation({ quarantined: [seenGuest({}, description)] });

describe('what the last look says of the VM', () => {
  const nowhere = aDeployment({ status: 'quarantined', vmid: null });
  const table: readonly (readonly [VmPresence, LastObservation | null, Deployment])[] = [
    ['shown', aLastObservation(), deployment],
    ['unseen', null, deployment],
    ['unseen', neverSeen(deployment.clusterId), deployment],
    ['unseen', seen({ config: null }), deployment],
    ['unseen', aLastObservation({ quarantined: [], observedAt: hoursAfter(noon, -1) }), deployment],
    ['hidden', aLastObservation({ quarantined: [] }), deployment],
    ['gone', aLastObservation({ quarantined: [], gone: [5000] }), deployment],
    ['gone', aLastObservation(), nowhere],
    ['unreachable', aLastObservation({ unreachableSince: later }), deployment],
  ];
  test.each(table)('%s', (expected, lastObservation, row) => {
    expect(judge(lastObservation, null, row).evidence.presence).toBe(expected);
  });
});

describe('how the VM differs from its record', () => {
  const table: readonly (readonly [readonly QuarantineDifference[], LastObservation])[] = [
    [[], aLastObservation()],
    [['stamp'], described('')],
    [['stamp'], described(`${ownershipDescription(deployment)}\n${ownershipDescription({ id: otherId })}`)],
    [['tag'], seen({ tags: ['other'] })],
    [['pool'], seen({ pool: null })],
    [['name'], seen({ name: 'otherwise' })],
    [['node'], seen({ node: 'pve2' })],
    [['vcpus', 'memory'], seen({ cores: 4, memoryMiB: 4096 })],
    [[], seen({ cores: null, memoryMiB: null, name: null, diskGiB: 7 })],
  ];
  test.each(table)('%j', (expected, lastObservation) => {
    expect(judge(lastObservation).differences).toEqual(expected);
  });
});

describe('what an administrator may do', () => {
  const offered = (states: ReturnType<typeof judge>['states']) =>
    (['adopt', 'release', 'destroy'] as const).filter((action) => states[action] === null);

  test.each([
    ['its own ownership tag', aLastObservation(), null, ['adopt', 'release', 'destroy']],
    ['no ownership tag', described('mine'), null, ['adopt', 'release']],
    [
      'two ownership tags',
      described(`${ownershipDescription(deployment)}\n${ownershipDescription({ id: otherId })}`),
      'deleted',
      ['adopt', 'release'],
    ],
    [
      'the ownership tag of a deleted deployment',
      described(ownershipDescription({ id: otherId })),
      'deleted',
      ['adopt', 'release'],
    ],
    [
      'the ownership tag of a live deployment',
      described(ownershipDescription({ id: otherId })),
      'running',
      ['release'],
    ],
    ['an unknown ownership tag', described(ownershipDescription({ id: otherId })), null, ['release']],
    ['not looked at', seen({ config: null }), null, ['release']],
    ['gone', aLastObservation({ quarantined: [], gone: [5000] }), null, ['release']],
    ['not to be looked at', aLastObservation({ quarantined: [] }), null, ['release']],
    ['out of reach', aLastObservation({ unreachableSince: later }), null, ['release']],
  ] as const)('%s', (_, lastObservation, other, expected) => {
    const { states } = judge(lastObservation, other);
    expect(offered(states)).toEqual(expected);
  });

  test('a template is neither adopted nor destroyed, whatever it bears', () => {
    const { config } = seenGuest();
    const template = config === null ? null : { ...config, template: true };
    expect(offered(judge(seen({ config: template })).states)).toEqual(['release']);
  });

  test('nothing while it is being adopted', () => {
    expect(offered(judge(aLastObservation(), null, aDeployment({ status: 'adopting' })).states)).toEqual([]);
  });
});
