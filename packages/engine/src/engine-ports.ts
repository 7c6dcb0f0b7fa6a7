// What the engine works with, and the context of one run of it.
import type {
  CapacityDays,
  Clock,
  Cluster,
  EngineReader,
  GuestFigures,
  Hypervisor,
  Hypervisors,
  Ids,
  JobQueue,
  LastObservations,
  Log,
  TaskLogs,
  TemplateVersion,
  UnitOfWork,
  Vault,
  WarningHours,
} from '@portal/domain';
import type { Observations } from './observations.ts';
import type { Polling } from './polling.ts';

export interface EnginePorts {
  readonly unitOfWork: UnitOfWork;
  readonly reader: EngineReader;
  readonly jobs: JobQueue;
  readonly hypervisors: Hypervisors;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  readonly lastObservations: LastObservations;
  readonly guestFigures: GuestFigures;
  readonly taskLogs: TaskLogs;
  readonly capacityDays: CapacityDays;
  readonly vault: Vault;
  /** Hour of the day (UTC) after which each template gets its nightly canary; null for none. */
  readonly canaryHourUtc: number | null;
  readonly leaseWarningHours: WarningHours;
  /** How many VMs whose leases have ended are deleted in an hour before an administrator is asked. */
  readonly unattendedDeletionsPerHour: number;
  /** How many runs of one cluster this process carries at once; without it, as many as there are. */
  readonly runsPerCluster?: number;
}

/** What only looks at a cluster, and what makes a new VM. Whatever changes a VM that is there is reached through guest.ts alone. */
export type ClusterReads = Omit<
  Hypervisor,
  | 'configure'
  | 'resize'
  | 'setGuestPassword'
  | 'start'
  | 'stop'
  | 'shutdown'
  | 'reboot'
  | 'reset'
  | 'suspend'
  | 'resume'
  | 'createSnapshot'
  | 'rollbackSnapshot'
  | 'deleteSnapshot'
  | 'writeOwnershipTag'
  | 'destroy'
>;

/** The fixed context of a run. */
export interface RunContext {
  readonly ports: EnginePorts;
  readonly cluster: Cluster;
  readonly template: TemplateVersion;
  readonly hypervisor: ClusterReads;
  readonly signal: AbortSignal;
  readonly polling: { readonly tasks: Polling; readonly guests: Polling };
  readonly observations: Observations;
}
