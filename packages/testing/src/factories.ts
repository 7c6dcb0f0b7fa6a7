// Valid records with nothing special about them; a test names what matters to it and leaves the rest.
import {
  type Cluster,
  type Deployment,
  type DeploymentStep,
  type LastObservation,
  type Log,
  newLease,
  noSchedule,
  type TemplateVersion,
  type UserPrincipal,
  type WebhookSender,
} from '@portal/domain';
import { type AsStatus, standing } from '@portal/domain/testing';
import { uuidv7 } from 'uuidv7';

export type { AsStatus };

const bounds = (min: number, normal: number, max: number) => ({ min, default: normal, max });

export const silentLog: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** Nothing may be sent anywhere. */
export const closedSender: Pick<WebhookSender, 'addressFault'> = { addressFault: async () => 'closed' };

export const aCluster = (given: Partial<Cluster> = {}): Cluster => {
  const id = given.id ?? uuidv7();
  return {
    id,
    name: `cluster-${id}`,
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
    ...given,
  };
};

export const aTemplateVersion = (
  given: Partial<TemplateVersion> & Pick<TemplateVersion, 'clusterId'>,
): TemplateVersion => {
  const templateId = given.templateId ?? uuidv7();
  return {
    templateId,
    slug: `template-${templateId}`,
    version: 1,
    sourceVmid: 9004,
    disk: 'scsi0',
    guestKind: 'vm',
    cloneMode: 'linked',
    name: 'Debian 13',
    category: 'linux_utility',
    icon: 'debian',
    summary: 'A small Linux machine.',
    description: 'A small Linux machine for tests.',
    operatingSystem: 'Debian 13',
    included: ['OpenSSH on port 22'],
    vcpus: bounds(1, 2, 8),
    memoryMiB: bounds(512, 1024, 16_384),
    diskGiB: bounds(8, 10, 100),
    sizes: [],
    leaseMinHours: 1,
    leaseDefaultHours: 24,
    leaseMaxHours: 336,
    graceHours: 24,
    noEnd: false,
    restoreHours: 0,
    requires: { ticket: false, customer: false, purpose: false, ticketPattern: null },
    accessMethods: ['ssh'],
    loginUser: 'support',
    cloudInit: true,
    guestAgent: true,
    firstBoot: 'plain',
    network: 'dhcp',
    registeredChecks: null,
    ...given,
  };
};

/** Waiting for a clone slot, made now. */
export const aDeployment = ({
  status = 'queued',
  ...given
}: Partial<Deployment> & Pick<Deployment, 'ownerId' | 'clusterId' | 'templateId'> & AsStatus): Deployment => {
  const id = given.id ?? uuidv7();
  const createdAt = given.createdAt ?? new Date();
  return {
    id,
    version: 1,
    name: `vm-${id.replaceAll('-', '').slice(-20)}`,
    kind: 'person',
    teamId: null,
    templateVersion: 1,
    vcpus: 2,
    memoryMiB: 1024,
    diskGiB: 10,
    purpose: null,
    ticket: null,
    customer: null,
    notes: null,
    tags: [],
    updatedAt: createdAt,
    queuedAt: createdAt,
    placedAt: status === 'provisioning' ? createdAt : null,
    readyAt: null,
    ...newLease(createdAt, 24, 24),
    leaseNoticeAt: createdAt,
    extensions: 0,
    postponements: 0,
    deleteProtection: false,
    ...noSchedule,
    node: null,
    vmid: null,
    storage: null,
    addresses: [],
    addressesAreFallback: false,
    failureCode: null,
    statusReason: null,
    ...standing(status),
    ...given,
    createdAt,
  };
};

export const aStep = (given: Partial<DeploymentStep> & Pick<DeploymentStep, 'deploymentId'>): DeploymentStep => ({
  id: uuidv7(),
  operation: 'provision',
  name: 'reserve',
  status: 'running',
  startedAt: new Date(),
  endedAt: null,
  upid: null,
  reason: null,
  waitingSince: null,
  isTakenUp: true,
  log: [],
  ...given,
});

/** A cluster that answers and shows nothing. */
export const aLastObservation = (
  given: Partial<LastObservation> & Pick<LastObservation, 'clusterId'>,
): LastObservation => ({
  observedAt: new Date(),
  unreachableSince: null,
  unreachableReason: null,
  pveVersion: '9.2.11',
  missingPrivileges: null,
  clocks: [],
  room: null,
  nodes: [],
  storages: [],
  templates: [],
  orphans: [],
  quarantined: [],
  gone: [],
  renamed: [],
  ...given,
});

/** Nobody in the database: tests that need a row insert one for this person. */
export const aPerson = (given: Partial<UserPrincipal> = {}): UserPrincipal => {
  const userId = given.userId ?? uuidv7();
  return {
    kind: 'user',
    sessionId: uuidv7(),
    userId,
    name: `Person ${userId.slice(-6)}`,
    email: `person-${userId}@example.com`,
    role: 'support',
    team: null,
    ...given,
  };
};
