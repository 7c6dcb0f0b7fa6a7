// What the engine works with, and one run of it: a deployment, where its step stands, and the cluster it lives on.
import type {
  Clock,
  Cluster,
  ClusterSights,
  Deployment,
  DeploymentStep,
  EngineReader,
  Hypervisor,
  Hypervisors,
  Ids,
  JobQueue,
  Log,
  TemplateVersion,
  UnitOfWork,
  Vault,
} from '@portal/domain';
import type { Pace } from './pace.ts';

export interface EnginePorts {
  readonly unitOfWork: UnitOfWork;
  readonly reader: EngineReader;
  readonly jobs: JobQueue;
  readonly hypervisors: Hypervisors;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  readonly sights: ClusterSights;
  readonly vault: Vault;
  /** Hour of the day (UTC) after which each template gets its nightly canary; null for none. */
  readonly canaryHourUtc: number | null;
  /** How many runs of one cluster this process carries at once; without it, as many as there are. */
  readonly runsPerCluster?: number;
}

/** What one run knows. Replaced, never mutated, after each commit. */
export interface RunState {
  readonly deployment: Deployment;
  /** The step under way. */
  readonly step: DeploymentStep | null;
}

/** With a step under way. */
export type Begun = RunState & { readonly step: DeploymentStep };

/** The fixed surroundings of a run. */
export interface RunContext {
  readonly ports: EnginePorts;
  readonly cluster: Cluster;
  readonly template: TemplateVersion;
  readonly hypervisor: Hypervisor;
  readonly signal: AbortSignal;
  readonly pace: { readonly tasks: Pace; readonly guests: Pace };
}

/** `again`: look at the state afresh and go on at once. `rest`: nothing more to do until something calls. */
export type RunOutcome = 'again' | 'rest';
