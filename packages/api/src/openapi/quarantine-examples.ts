// Values shown in the OpenAPI document for what administrators settle by hand.
import type { Orphan, QuarantineItem, Reason } from '@portal/types';
import { deploymentExample, exampleWords, offered, refused } from './examples.ts';
import { templateVersionExample } from './template-examples.ts';

const { clusterId, cluster: clusterName } = templateVersionExample.source;
const cluster = { id: clusterId, name: clusterName };
const cause: Reason = { code: 'quarantined', params: { finding: 'id_missing' } };

const seenVm = {
  vmid: 5017,
  node: 'pve2',
  name: 'case-4711-trace',
  power: 'running',
  pool: 'support-portal',
  tags: ['customer'],
  vcpus: 2,
  memoryMiB: 4096,
  diskGiB: 20,
  createdAt: '2026-11-22T09:00:41.000Z',
  firstSeenAt: '2026-11-23T11:20:10.000Z',
} as const;

export const quarantineItemExample: QuarantineItem = {
  id: deploymentExample.id,
  name: 'case-4711-trace',
  status: 'quarantined',
  reason: exampleWords(cause),
  cause,
  since: '2026-11-23T11:20:04.000Z',
  owner: deploymentExample.owner,
  templateName: deploymentExample.templateName,
  cluster,
  recorded: {
    vmid: seenVm.vmid,
    node: seenVm.node,
    vcpus: 2,
    memoryMiB: 4096,
    diskGiB: 20,
    pool: seenVm.pool,
    tag: 'support-portal',
  },
  presence: 'shown',
  lookedAt: '2026-11-23T11:20:14.000Z',
  seen: {
    ...seenVm,
    tags: [...seenVm.tags],
    template: false,
    ownershipTags: [],
    stamps: [],
    description: 'Belongs to the customer now.',
  },
  differences: ['stamp', 'tag'],
  actions: {
    adopt: offered,
    release: offered,
    destroy: refused({ code: 'stamp_proves_nothing', params: {} }),
  },
};

const ownershipTag = { id: deploymentExample.id, name: deploymentExample.name, status: deploymentExample.status };

export const orphanExample: Orphan = {
  cluster,
  ...seenVm,
  vmid: 5031,
  name: 'copy-of-case-4711-trace',
  power: 'stopped',
  tags: ['support-portal'],
  because: 'copy',
  ownershipTag,
  stamp: ownershipTag,
};
