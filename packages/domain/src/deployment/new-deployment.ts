// A deployment's first row: it waits for its place, and nothing was asked of a cluster for it.
import type { Deployment } from '../records.ts';
import type { TemplateVersion } from '../template-records.ts';
import { noSchedule } from './scheduling.ts';

type Given = Pick<
  Deployment,
  | 'id'
  | 'name'
  | 'kind'
  | 'ownerId'
  | 'teamId'
  | 'vcpus'
  | 'memoryMiB'
  | 'diskGiB'
  | 'purpose'
  | 'ticket'
  | 'customer'
  | 'tags'
  | 'expiresAt'
  | 'deleteAt'
  | 'reviewAt'
  | 'postponements'
>;

export const newDeployment = (given: Given, template: TemplateVersion, now: Date): Deployment => ({
  ...given,
  notes: null,
  version: 1,
  rest: 'pending',
  leaseEnded: false,
  operation: 'provision',
  clusterId: template.clusterId,
  templateId: template.templateId,
  templateVersion: template.version,
  createdAt: now,
  updatedAt: now,
  queuedAt: now,
  placedAt: null,
  leaseNoticeAt: now,
  extensions: 0,
  readyAt: null,
  deleteProtection: false,
  ...noSchedule,
  restoreUntil: null,
  node: null,
  vmid: null,
  storage: null,
  addresses: [],
  addressesAreFallback: false,
  failureCode: null,
  statusReason: null,
});
