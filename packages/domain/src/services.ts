// What routers, REST and pages may ask: the inner side of every procedure. Each method decides for itself whether the
// actor may, throws DomainError when not, and answers in the wire's shapes.
import type {
  AuditPage,
  CreateDeployment,
  Deployment,
  DeploymentAction,
  DeploymentChange,
  DeploymentPage,
  DeploymentStep,
  ExtendDeployment,
  ListAudit,
  ListDeployments,
  Me,
  Template,
  TemplateList,
} from '@portal/types';
import type { ActorContext, Person } from './principal.ts';

export type PersonContext = ActorContext<Person>;

/** `idempotencyKey`: chosen by the client; a repeat with the same input gets the first answer for 24 h. */
export interface MutationOptions {
  readonly idempotencyKey: string | null;
}

export interface DeploymentService {
  list(actor: PersonContext, input: ListDeployments): Promise<DeploymentPage>;
  byId(actor: PersonContext, id: string): Promise<Deployment>;
  create(actor: PersonContext, input: CreateDeployment, options: MutationOptions): Promise<Deployment>;
  /** `start`, `stop`, `reboot` and `delete`: accepted, and carried out by a job. */
  act(
    actor: PersonContext,
    action: Exclude<DeploymentAction, 'extend'>,
    id: string,
    options: MutationOptions,
  ): Promise<Deployment>;
  extend(actor: PersonContext, input: ExtendDeployment, options: MutationOptions): Promise<Deployment>;
  steps(actor: PersonContext, id: string): Promise<{ items: DeploymentStep[] }>;
  /** Endless; the first item carries a cursor and no change. */
  onChange(
    actor: PersonContext,
    lastEventId: string | null,
    signal: AbortSignal,
  ): AsyncIterable<{ readonly cursor: string; readonly change: DeploymentChange | null }>;
}

export interface TemplateService {
  list(actor: PersonContext): Promise<TemplateList>;
  byId(actor: PersonContext, id: string): Promise<Template>;
}

export interface AuditService {
  list(actor: PersonContext, input: ListAudit): Promise<AuditPage>;
}

export interface MeService {
  get(actor: PersonContext): Promise<Me>;
}

export interface Services {
  readonly deployments: DeploymentService;
  readonly templates: TemplateService;
  readonly audit: AuditService;
  readonly me: MeService;
}
