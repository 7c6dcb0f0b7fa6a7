export { type GroupMap, type GroupRights, type MappedRights, rightsOfGroups, roleRank } from './account/group-map.ts';
export type { PasskeyService } from './account/passkeys.ts';
export type { SecondFactorService, SignInCode } from './account/second-factor.ts';
export { actionState } from './action-state.ts';
export { auditActions } from './audit/actions.ts';
export { audienceOf } from './audit/audience.ts';
export { clusterActions, clusterEvent } from './audit/cluster-events.ts';
export { deletionWarnings, deploymentEvent, engineActions, requestedActions, stepActions } from './audit/events.ts';
export { personActions, refusedOnPerson, teamActions, teamEvent } from './audit/person-events.ts';
export { isOfAction } from './audit/portal-event.ts';
export { problemActions, problemEvent } from './audit/problem-events.ts';
export { type AuditRetention, auditKinds } from './audit/retention.ts';
export { roleActions } from './audit/role-events.ts';
export type { Told } from './audit/service.ts';
export { templateActions, templateEvent } from './audit/template-events.ts';
export { tokenActions, tokenEvent } from './audit/token-events.ts';
export { webhookActions } from './audit/webhook-events.ts';
export {
  type AuditFinding,
  type AuditIntegrityRecord,
  type AuditVerification,
  damageReason,
  type RecordedVerification,
  verifyFrom,
} from './audit-integrity.ts';
export * from './change.ts';
export { badSkewSeconds, notableSkewSeconds, wholeSecondsAhead } from './clock-skew.ts';
export { simulationOf } from './cluster/simulation.ts';
export { saysUnreachable, waitingForCluster } from './cluster/unreachable.ts';
export type { ConsoleVisit } from './console/service.ts';
export { createServices, type ServicePorts, type Services } from './create-services.ts';
export { demoPeople, demoTeams } from './demo-people.ts';
export { actChange } from './deployment/act.ts';
export { type LeaseMove, leaseMove, refusedSince, statusesMovedBy } from './deployment/due.ts';
export { adviceOn, setUpAdviceOn } from './deployment/failure-advice.ts';
export { replacedPassword } from './deployment/guest-access.ts';
export { canaryName } from './deployment/host-name.ts';
export {
  dueWarning,
  nextWarningAt,
  statusesNotWarned,
  statusesOnlyDeleted,
  type WarningHours,
} from './deployment/lease-warning.ts';
export * from './deployment/machine.ts';
export { newDeployment } from './deployment/new-deployment.ts';
export { type DeploymentPatch, nextDeployment } from './deployment/next-deployment.ts';
export { dueReview, nextReviewAt, reviewAskedAt } from './deployment/no-end.ts';
export { cancelledBy } from './deployment/operation-actions.ts';
export { isOutOfRoom, templateObstacle } from './deployment/rebuilding.ts';
export { type Size, sizeWanted } from './deployment/resizing.ts';
export { powerBySchedule } from './deployment/scheduled-power.ts';
export { noSchedule } from './deployment/scheduling.ts';
export { hasNoGuest } from './deployment/without-guest.ts';
export { isBeingMade, isQueued, statusOf } from './deployment-status.ts';
export * from './errors.ts';
export { versionRefusal } from './expected-version.ts';
export { fewPoints, toThousandths } from './figures/points.ts';
export { figuresPace } from './figures/service.ts';
export { type GuestAddresses, isBetter, readAddresses } from './guest-addresses.ts';
export * from './guest-settings.ts';
export { endOffer } from './handover/open-offer.ts';
export { type HeldRole, isInRole, leftOut, type NarrowingRole } from './held-role.ts';
export * from './hypervisor.ts';
export * from './hypervisor-error.ts';
export { AlreadyDoneError, canonicalJson, idempotencyHours, KeyedRequest, refuseRepeat } from './idempotency.ts';
export * from './jobs.ts';
export * from './last-observation.ts';
export { brakeOn, letGoHours } from './lease/brake.ts';
export {
  type Lease,
  leaseDemand,
  leaseInForce,
  leaseWithoutEnd,
  newLease,
  nextWakeUp,
  postponed,
  reviewHours,
} from './lease/lease.ts';
export { subjectIdOf } from './limit-subject.ts';
export { endGrant } from './limits/grant.ts';
export { type MessageWords, messageWords, type ToldMessage } from './messages/words.ts';
export { networkOf } from './network-of.ts';
export { fewPerMinute, type OncePerMinute, oncePerMinute } from './once-per-minute.ts';
export { capacityOf } from './overview/capacity.ts';
export { dayOf } from './overview/days.ts';
export {
  checkOwnership,
  ownershipDescription,
  ownersIn,
  portalTag,
  retaggedDescription,
  snapshotDescription,
} from './ownership-tag.ts';
export { createPeopleChanges, type PeopleChanges } from './people/changes.ts';
export { createRoleChanges, type RoleChanges } from './people/role-changes.ts';
export { passwordLinkPath } from './people/service.ts';
export { createSetUp, type SetUp } from './people/set-up.ts';
export * from './person-writes.ts';
export * from './ports/announcements.ts';
export * from './ports/console-tickets.ts';
export * from './ports/deployments.ts';
export * from './ports/directory.ts';
export * from './ports/guest-figures.ts';
export * from './ports/health.ts';
export * from './ports/limit-requests.ts';
export * from './ports/limits.ts';
export * from './ports/messages.ts';
export * from './ports/overview.ts';
export * from './ports/passkeys.ts';
export * from './ports/readers.ts';
export * from './ports/request-counts.ts';
export * from './ports/saved-views.ts';
export * from './ports/second-factors.ts';
export * from './ports/ssh-keys.ts';
export * from './ports/starred-templates.ts';
export * from './ports/system.ts';
export * from './ports/task-logs.ts';
export * from './ports/tokens.ts';
export * from './ports/unit-of-work.ts';
export * from './ports/webhooks.ts';
export * from './principal.ts';
export { feedBehind, feedGap, noFeedGap, sealingProblem, verificationProblem } from './problem/audit-problems.ts';
export { mailNotDelivered, mailOnItsWay } from './problem/mail-problems.ts';
export * from './problem/problems.ts';
export { createForwarderAlarm } from './problem/untrusted-forwarder.ts';
export { webhookNotTaken, webhookSettled } from './problem/webhook-problems.ts';
export { productName } from './product-name.ts';
export { putOnRecordInTurn } from './put-on-record.ts';
export {
  createRateLimitService,
  type RateLimitService,
  type RateLimits,
  type RateStanding,
  type RequestSource,
} from './rate-limit/service.ts';
export { isFresh } from './read-by-worker.ts';
export * from './records.ts';
export { taskLogPace } from './task-log/service.ts';
export { beginCanary } from './template/begin-canary.ts';
export { forbidding } from './template/checks.ts';
export { nextOffered } from './template/definition.ts';
export { lacksSource } from './template/source-check.ts';
export * from './template-records.ts';
export { createTokenChanges } from './token/changes.ts';
export * from './token-rights.ts';
export { isChatNews } from './webhook/chat-news.ts';
export { disableWebhook, tellOfChat } from './webhook/disable.ts';
export { forgetFormerSecrets, liveSecrets } from './webhook/former-secret.ts';
export { webhookPayload } from './webhook/payload.ts';
