// Puts the services together for a host: the portal's server side, or the REST side of apps/api.

import { createMeService } from './account/me-service.ts';
import { createPasskeyService, type PasskeyPorts } from './account/passkeys.ts';
import { createSavedViewService, type SavedViewPorts } from './account/saved-views.ts';
import { createSecondFactorService } from './account/second-factor.ts';
import { type AccountPorts, createAccountService } from './account/service.ts';
import { createSshKeyService, type SshKeyPorts } from './account/ssh-keys.ts';
import { createTemplateChoiceService, type TemplateChoicePorts } from './account/template-choice.ts';
import { createAnnouncementService } from './announcement/service.ts';
import { createAuditService } from './audit/service.ts';
import { createClusterService } from './cluster/service.ts';
import { createColleagueService } from './colleague/service.ts';
import { type ConsolePorts, createConsoleService } from './console/service.ts';
import { createDeploymentService, type DeploymentPorts } from './deployment/service.ts';
import { createSnapshotService } from './deployment/snapshot-service.ts';
import { createFiguresService, type FiguresPorts } from './figures/service.ts';
import { createHandoverService } from './handover/service.ts';
import { createHealthService } from './health/service.ts';
import { createIdempotencyService } from './idempotency.ts';
import { createLeftOutService } from './left-out.ts';
import { createLimitService } from './limits/service.ts';
import { createMailService, type MailPorts } from './mail/service.ts';
import { createMailChoiceService } from './messages/mail-choice.ts';
import { createMessageService } from './messages/service.ts';
import { createOverviewService, type OverviewPorts } from './overview/service.ts';
import { createRoleService } from './people/role-service.ts';
import { createPeopleService, createTeamService } from './people/service.ts';
import type { AnnouncementReader } from './ports/announcements.ts';
import type { Directory } from './ports/directory.ts';
import type { HealthReader } from './ports/health.ts';
import type { LimitRequestBook } from './ports/limit-requests.ts';
import type { LimitBook, LimitReader } from './ports/limits.ts';
import type { Messages } from './ports/messages.ts';
import type {
  AuditReader,
  ClusterReader,
  EngineReader,
  IdempotencyReader,
  LastObservations,
  ProblemReader,
} from './ports/readers.ts';
import type { RequestCounts } from './ports/request-counts.ts';
import type { Vault, Words } from './ports/system.ts';
import type { TokenStore } from './ports/tokens.ts';
import { createProblemService } from './problem/service.ts';
import { createOrphanService, createQuarantineService } from './quarantine/service.ts';
import { createRateLimitService, type RateLimits } from './rate-limit/service.ts';
import { createLimitRequestService } from './requests/service.ts';
import { createSharingService } from './sharing/service.ts';
import { createTaskLogService, type TaskLogPorts } from './task-log/service.ts';
import { createTemplateAdminService } from './template/admin-service.ts';
import { createTemplateService } from './template/service.ts';
import type { TokenPolicy } from './token/changes.ts';
import { createTokenService } from './token/service.ts';
import { createWebhookService, type WebhookPorts } from './webhook/service.ts';

export interface ServicePorts
  extends DeploymentPorts,
    AccountPorts,
    PasskeyPorts,
    SshKeyPorts,
    SavedViewPorts,
    TemplateChoicePorts,
    MailPorts,
    WebhookPorts,
    ConsolePorts,
    FiguresPorts,
    TaskLogPorts,
    OverviewPorts {
  readonly audit: AuditReader;
  readonly limits: LimitReader;
  readonly limitBook: LimitBook;
  readonly limitRequests: LimitRequestBook;
  readonly engine: EngineReader;
  readonly clusters: ClusterReader;
  readonly health: HealthReader;
  readonly announcements: AnnouncementReader;
  readonly lastObservations: LastObservations;
  readonly problems: ProblemReader;
  readonly messages: Messages;
  readonly vault: Vault;
  readonly idempotency: IdempotencyReader;
  readonly words: Words;
  readonly tokens: TokenStore;
  readonly tokenPolicy?: TokenPolicy;
  readonly directory: Directory;
  readonly requestCounts: RequestCounts;
  readonly rateLimits?: RateLimits;
}

/** What routers, REST and pages may ask. Each method decides for itself whether the actor may, throws DomainError when not, and answers in the wire's shapes. */
export const createServices = (ports: ServicePorts) => ({
  deployments: createDeploymentService(ports),
  snapshots: createSnapshotService(ports),
  consoles: createConsoleService(ports),
  figures: createFiguresService(ports),
  taskLog: createTaskLogService(ports),
  sharing: createSharingService(ports),
  handovers: createHandoverService(ports),
  templates: createTemplateService(ports),
  templateAdmin: createTemplateAdminService(ports),
  clusters: createClusterService(ports),
  health: createHealthService(ports),
  overview: createOverviewService(ports),
  announcements: createAnnouncementService(ports),
  quarantine: createQuarantineService(ports),
  orphans: createOrphanService(ports),
  problems: createProblemService(ports),
  people: createPeopleService(ports),
  teams: createTeamService(ports),
  roles: createRoleService(ports),
  limits: createLimitService(ports),
  requests: createLimitRequestService(ports),
  mail: createMailService(ports),
  webhooks: createWebhookService(ports),
  audit: createAuditService(ports),
  tokens: createTokenService(ports),
  leftOut: createLeftOutService(ports),
  me: createMeService(ports),
  messages: createMessageService(ports),
  mailChoice: createMailChoiceService(ports),
  colleagues: createColleagueService(ports),
  account: createAccountService(ports),
  secondFactor: createSecondFactorService(ports),
  passkeys: createPasskeyService(ports),
  sshKeys: createSshKeyService(ports),
  savedViews: createSavedViewService(ports),
  templateChoice: createTemplateChoiceService(ports),
  idempotency: createIdempotencyService(ports),
  rateLimits: createRateLimitService(ports),
});

export type Services = ReturnType<typeof createServices>;
