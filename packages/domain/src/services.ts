// What routers, REST and pages may ask: the inner side of every procedure. Each method decides for itself whether the
// actor may, throws DomainError when not, and answers in the wire's shapes.
import type {
  ActionRequest,
  ActionsWith,
  AuditPage,
  CanaryRunList,
  CanaryRunView,
  ClusterList,
  CreateDeployment,
  CreateSnapshot,
  Credentials,
  Deployment,
  DeploymentChange,
  DeploymentOperation,
  DeploymentOperationPage,
  DeploymentPage,
  DeploymentStep,
  ListAudit,
  ListDeployments,
  ListOperations,
  ListProblems,
  ListQuarantine,
  Me,
  OrphanList,
  ProblemItem,
  ProblemPage,
  PublishTemplate,
  QuarantineAction,
  QuarantinePage,
  RegisterTemplate,
  SeenTemplateList,
  SettleQuarantine,
  SnapshotId,
  SnapshotList,
  Template,
  TemplateList,
  TemplateReason,
  TemplateVersionList,
} from '@portal/types';
import type { KeyedRequest } from './idempotency.ts';
import type { ActorContext, Person } from './principal.ts';
import type { RepeatAnswer } from './records.ts';

export type PersonContext = ActorContext<Person>;

/** A mutation under the key that its client chose, before it is carried out. */
export interface MutationRequest {
  readonly key: string;
  /** The procedure's name, and what it was sent. */
  readonly operation: string;
  readonly input: unknown;
  readonly answer: RepeatAnswer;
}

/** Around every mutation under a key: a repeat within 24 h is not carried out again. */
export interface IdempotencyService {
  /** The actor to carry it out as. Throws `AlreadyDoneError` for a repeat, `idempotency_key_reused` for another request. */
  begin(actor: PersonContext, request: MutationRequest): Promise<PersonContext & { readonly request: KeyedRequest }>;
  /** For one that was carried out and changed nothing: keeps its key all the same. Throws as `begin` does. */
  finish(actor: PersonContext, subjectId: string): Promise<void>;
}

export type SnapshotAction = ActionsWith<{ resource: 'snapshots' }>;

export interface DeploymentService {
  list(actor: PersonContext, input: ListDeployments): Promise<DeploymentPage>;
  byId(actor: PersonContext, id: string): Promise<Deployment>;
  create(actor: PersonContext, input: CreateDeployment): Promise<Deployment>;
  /** Accepted, and carried out by a job. */
  act(actor: PersonContext, request: ActionRequest): Promise<Deployment>;
  /** The password that the portal gave the guest: for its owner alone, and on record. */
  credentials(actor: PersonContext, id: string): Promise<Credentials>;
  steps(actor: PersonContext, id: string): Promise<{ items: DeploymentStep[] }>;
  operations(actor: PersonContext, input: ListOperations): Promise<DeploymentOperationPage>;
  operation(actor: PersonContext, id: string): Promise<DeploymentOperation>;
  cancel(actor: PersonContext, operationId: string): Promise<DeploymentOperation>;
  /** Answers the operation that it begins. */
  retry(actor: PersonContext, operationId: string): Promise<DeploymentOperation>;
  /** Endless; the first item carries a cursor and no change. */
  onChange(
    actor: PersonContext,
    lastEventId: string | null,
    signal: AbortSignal,
  ): AsyncIterable<{ readonly cursor: string; readonly change: DeploymentChange | null }>;
}

/** Each change is accepted, and carried out by a job; it answers the deployment. */
export interface SnapshotService {
  list(actor: PersonContext, deploymentId: string): Promise<SnapshotList>;
  create(actor: PersonContext, input: CreateSnapshot): Promise<Deployment>;
  rollback(actor: PersonContext, input: SnapshotId): Promise<Deployment>;
  remove(actor: PersonContext, input: SnapshotId): Promise<Deployment>;
}

export interface TemplateService {
  list(actor: PersonContext): Promise<TemplateList>;
  byId(actor: PersonContext, id: string): Promise<Template>;
}

/** Reading is for administrators and auditors, acting for administrators; `forbidden` for everybody else. */
export interface TemplateAdminService {
  /** PVE templates that a cluster shows, by its id or name. */
  seen(actor: PersonContext, clusterId: string): Promise<SeenTemplateList>;
  versions(actor: PersonContext, id: string): Promise<TemplateVersionList>;
  canaries(actor: PersonContext, id: string): Promise<CanaryRunList>;
  canary(actor: PersonContext, canaryRunId: string): Promise<CanaryRunView>;
  register(actor: PersonContext, input: RegisterTemplate): Promise<Template>;
  /** `conflict` when another version was published since `baseVersion`. */
  publish(actor: PersonContext, input: PublishTemplate): Promise<Template>;
  deprecate(actor: PersonContext, input: TemplateReason): Promise<Template>;
  disable(actor: PersonContext, input: TemplateReason): Promise<Template>;
  enable(actor: PersonContext, id: string): Promise<Template>;
  /** Accepted, and carried out by a job; one that is under way already is answered instead. */
  startCanary(actor: PersonContext, id: string): Promise<CanaryRunView>;
}

/** For those who administer clusters, and those who look over their shoulders; `forbidden` for everybody else. */
export interface ClusterService {
  list(actor: PersonContext): Promise<ClusterList>;
}

/** Reading is for administrators and auditors, settling for administrators; `forbidden` for everybody else. */
export interface QuarantineService {
  list(actor: PersonContext, input: ListQuarantine): Promise<QuarantinePage>;
  /** `release` is done at once; `adopt` and `destroy` are accepted, and carried out by a job. */
  settle(actor: PersonContext, action: QuarantineAction, input: SettleQuarantine): Promise<Deployment>;
}

/** VMs that no deployment accounts for, as last seen. The portal never touches one. */
export interface OrphanService {
  list(actor: PersonContext): Promise<OrphanList>;
}

/** What the portal cannot mend itself. Reading is for administrators and auditors, acknowledging for administrators. */
export interface ProblemService {
  list(actor: PersonContext, input: ListProblems): Promise<ProblemPage>;
  byId(actor: PersonContext, id: string): Promise<ProblemItem>;
  /** Says that somebody has seen it; who was first stays named. */
  acknowledge(actor: PersonContext, id: string): Promise<ProblemItem>;
}

export interface AuditService {
  list(actor: PersonContext, input: ListAudit): Promise<AuditPage>;
}

export interface MeService {
  get(actor: PersonContext): Promise<Me>;
}

export interface Services {
  readonly deployments: DeploymentService;
  readonly snapshots: SnapshotService;
  readonly templates: TemplateService;
  readonly templateAdmin: TemplateAdminService;
  readonly clusters: ClusterService;
  readonly quarantine: QuarantineService;
  readonly orphans: OrphanService;
  readonly problems: ProblemService;
  readonly audit: AuditService;
  readonly me: MeService;
  readonly idempotency: IdempotencyService;
}
