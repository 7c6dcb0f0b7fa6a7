// Records as the tests need them: complete, plausible, and each field open to be set.
import {
  type DeploymentStatus,
  hoursAfter,
  nothingRequired,
  type Operation,
  operations,
  type Rest,
  rests,
  type Schedule,
  statusDuring,
} from '@portal/types';
import { noSchedule } from '../src/deployment/scheduling.ts';
import { KeyedRequest } from '../src/idempotency.ts';
import type { RecordedVm } from '../src/last-observation.ts';
import type { Person } from '../src/principal.ts';
import type { Cluster, Deployment, DeploymentSnapshot, DeploymentStep } from '../src/records.ts';
import type { TemplateVersion } from '../src/template-records.ts';

export const noon = new Date('2026-11-22T12:00:00.000Z');
export { hoursAfter };

const id = (last: number): string => `01930000-0000-7000-8000-${String(last).padStart(12, '0')}`;
export const ids = {
  deployment: id(1),
  owner: id(2),
  other: id(3),
  team: id(4),
  otherTeam: id(5),
  cluster: id(6),
  template: id(7),
  session: id(8),
};

const restsBefore: Partial<Record<Operation, Rest>> = {
  provision: 'pending',
  start: 'stopped',
  resume: 'suspended',
  adopt: 'quarantined',
};

export const officeHours: Schedule = {
  days: ['mon', 'tue', 'wed', 'thu', 'fri'],
  start: '08:00',
  stop: '18:00',
  timeZone: 'Europe/Berlin',
};

export interface AsStatus {
  /** What it reads. */
  readonly status?: DeploymentStatus;
}

/** What reads as a status: of an operation, where the VM rested before. */
export const standing = (
  status: DeploymentStatus,
): Pick<Deployment, 'rest' | 'leaseEnded' | 'restoreUntil' | 'operation'> => {
  const rest = rests.find((one) => one === status);
  const still = { leaseEnded: false, restoreUntil: null, operation: null };
  if (rest !== undefined) return { ...still, rest };
  if (status === 'expired') return { ...still, rest: 'stopped', leaseEnded: true };
  if (status === 'trashed') return { ...still, rest: 'stopped', restoreUntil: hoursAfter(noon, 48) };
  const operation = operations.find((one) => statusDuring[one] === status) ?? 'provision';
  return { ...still, rest: restsBefore[operation] ?? 'running', operation };
};

export const aDeployment = ({ status = 'running', ...fields }: Partial<Deployment> & AsStatus = {}): Deployment => ({
  id: ids.deployment,
  version: 3,
  name: 'pbx-asterisk-4711',
  kind: 'person',
  ownerId: ids.owner,
  teamId: ids.team,
  clusterId: ids.cluster,
  templateId: ids.template,
  templateVersion: 1,
  vcpus: 2,
  memoryMiB: 2048,
  diskGiB: 20,
  purpose: null,
  customer: null,
  notes: null,
  tags: [],
  ticket: 'T-1',
  createdAt: noon,
  updatedAt: noon,
  queuedAt: noon,
  placedAt: status === 'queued' ? null : noon,
  readyAt: noon,
  expiresAt: hoursAfter(noon, 24),
  deleteAt: hoursAfter(noon, 48),
  reviewAt: null,
  leaseNoticeAt: noon,
  extensions: 0,
  postponements: 0,
  deleteProtection: false,
  ...noSchedule,
  node: 'pve1',
  vmid: 5000,
  storage: 'ceph-vm',
  addresses: ['192.0.2.10'],
  addressesAreFallback: false,
  failureCode: null,
  statusReason: null,
  ...standing(status),
  ...fields,
});

/** As the drift cycle reads it: the VM of {@link aDeployment}. */
export const aRecordedVm = ({ status = 'running', ...fields }: Partial<RecordedVm> & AsStatus = {}): RecordedVm => {
  const { rest, operation } = standing(status);
  return {
    id: ids.deployment,
    name: 'pbx-asterisk-4711',
    rest,
    operation,
    node: 'pve1',
    vmid: 5000,
    vcpus: 2,
    memoryMiB: 2048,
    diskGiB: 20,
    failureCode: null,
    statusReason: null,
    hasAddress: true,
    wasReady: true,
    ...fields,
  };
};

export const aTemplate = (fields: Partial<TemplateVersion> = {}): TemplateVersion => ({
  templateId: ids.template,
  slug: 'pbx-asterisk',
  version: 1,
  clusterId: ids.cluster,
  sourceVmid: 9000,
  disk: 'scsi0',
  guestKind: 'vm',
  cloneMode: 'linked',
  name: 'Asterisk PBX',
  category: 'pbx_appliance',
  icon: 'pbx',
  summary: 'A PBX.',
  description: 'A PBX for tests.',
  operatingSystem: 'Debian 13',
  included: ['asterisk'],
  vcpus: { min: 1, default: 2, max: 8 },
  memoryMiB: { min: 1024, default: 2048, max: 16_384 },
  diskGiB: { min: 20, default: 20, max: 200 },
  sizes: [],
  leaseMinHours: 1,
  leaseDefaultHours: 24,
  leaseMaxHours: 168,
  graceHours: 24,
  noEnd: false,
  restoreHours: 0,
  requires: nothingRequired,
  accessMethods: ['ssh', 'console'],
  loginUser: 'support',
  cloudInit: true,
  guestAgent: true,
  firstBoot: 'plain',
  network: 'dhcp',
  registeredChecks: null,
  ...fields,
});

export const aCluster = (fields: Partial<Cluster> = {}): Cluster => ({
  id: ids.cluster,
  name: 'demo',
  simulated: true,
  vmidMin: 5000,
  vmidMax: 5999,
  pool: 'support-portal',
  storages: ['ceph-vm'],
  clonesPerStorage: 4,
  clonesPerNode: 2,
  excludedNodes: [],
  memoryHeadroomPercent: 10,
  vcpusPerCore: 4,
  whenUnreachable: 'wait',
  whenFull: 'wait',
  snapshotsPerVm: 3,
  ...fields,
});

export const aStep = (fields: Partial<DeploymentStep> = {}): DeploymentStep => ({
  id: id(8),
  deploymentId: ids.deployment,
  operation: 'provision',
  name: 'clone',
  status: 'done',
  startedAt: noon,
  endedAt: hoursAfter(noon, 1),
  upid: 'UPID:pve1:00000001:00000001:00000001:qmclone:9000:portal@pve!portal:',
  reason: null,
  waitingSince: null,
  isTakenUp: true,
  log: ['TASK OK'],
  ...fields,
});

export const aSnapshot = (fields: Partial<DeploymentSnapshot> = {}): DeploymentSnapshot => ({
  id: id(9),
  deploymentId: ids.deployment,
  name: 'p01930000000070008000000000000009',
  label: 'before the upgrade',
  status: 'ready',
  createdAt: noon,
  vcpus: null,
  memoryMiB: null,
  diskGiB: null,
  ...fields,
});

export const aPerson = (fields: Partial<Omit<Person, 'kind'>> = {}): Person => ({
  kind: 'user',
  sessionId: ids.session,
  userId: ids.owner,
  name: 'Sam Support',
  email: 'sam.support@example.com',
  role: 'support',
  team: { id: ids.team, name: 'Voice support' },
  ...fields,
});

export const aKeyedRequest = (): KeyedRequest =>
  new KeyedRequest({
    key: 'key-1',
    requestHash: 'hash',
    answer: { subjectType: 'deployment', status: 202, code: null },
  });
