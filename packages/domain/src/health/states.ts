// What each part of the portal is said to be, from what was found of it.
import type { ClusterHealth, HealthState, ProblemCode } from '@portal/types';
import { badSkewSeconds, notableSkewSeconds } from '../clock-skew.ts';
import type { HealthRecord } from '../ports/health.ts';

const MINUTE = 60_000;

/** From the least to the worst. */
const bySeverity = ['unset', 'well', 'attention', 'failing'] as const satisfies readonly HealthState[];

/** `well` where there is nothing. */
export const worstOf = (states: readonly HealthState[]): HealthState =>
  states.reduce((worst, state) => (bySeverity.indexOf(state) > bySeverity.indexOf(worst) ? state : worst), 'well');

/** A server that has no connection left lets nobody in. */
const scarceConnections = 0.9;

export const databaseState = ({
  connections,
  mostConnections,
}: Pick<HealthRecord['database'], 'connections' | 'mostConnections'>): HealthState =>
  connections >= mostConnections * scarceConnections ? 'attention' : 'well';

/** Workers ask for jobs every second; more than this is waited for only where all of them are busy. */
const longWait = { attention: MINUTE, failing: 10 * MINUTE } as const;

export const queueState = ({ oldestDueAt }: Pick<HealthRecord['queue'], 'oldestDueAt'>, now: Date): HealthState => {
  const waitedMs = oldestDueAt === null ? 0 : now.getTime() - oldestDueAt.getTime();
  if (waitedMs > longWait.failing) return 'failing';
  return waitedMs > longWait.attention ? 'attention' : 'well';
};

/** Some worker begins each minute. */
const minutesMissed = 3;

export const workerState = ({ lastMinuteAt }: Pick<HealthRecord['worker'], 'lastMinuteAt'>, now: Date): HealthState =>
  lastMinuteAt !== null && now.getTime() - lastMinuteAt.getTime() <= minutesMissed * MINUTE ? 'well' : 'failing';

/** A cluster is looked at every ten seconds. */
const lookedAtWithinMs = 2 * MINUTE;
/** Full clones of several VMs may not fit any more. */
const scarceStoragePercent = 90;

export const clusterState = (cluster: Omit<ClusterHealth, 'state'>, now: Date): HealthState => {
  const { observedAt, unreachableSince, offlineNodes, storages, features } = cluster;
  if (unreachableSince !== null) return 'failing';
  const isLookedAt = observedAt !== null && now.getTime() - Date.parse(observedAt) <= lookedAtWithinMs;
  const lacksStorage = storages.some(
    ({ available, usedPercent }) => !available || (usedPercent ?? 0) >= scarceStoragePercent,
  );
  // Any other feature may be off on purpose.
  const lacksRights = features?.some(({ feature, missing }) => feature === 'machines' && missing.length > 0) === true;
  return isLookedAt && offlineNodes.length === 0 && !lacksStorage && !lacksRights ? 'well' : 'attention';
};

export const clocksState = (aheadSeconds: readonly number[]): HealthState => {
  const most = Math.max(0, ...aheadSeconds.map(Math.abs));
  if (most > badSkewSeconds) return 'failing';
  return most > notableSkewSeconds ? 'attention' : 'well';
};

type Open = ReadonlySet<ProblemCode>;

export const auditState = ({ isSealed, open }: { readonly isSealed: boolean; readonly open: Open }): HealthState => {
  if (open.has('audit_broken')) return 'failing';
  if (open.has('audit_not_sealed')) return 'attention';
  return isSealed ? 'well' : 'unset';
};

export const feedState = ({ wasSent, open }: { readonly wasSent: boolean; readonly open: Open }): HealthState => {
  if (open.has('audit_feed_behind')) return 'failing';
  if (open.has('audit_feed_gap')) return 'attention';
  return wasSent ? 'well' : 'unset';
};
