// Whether everything is well: what the portal knows of itself and of its clusters, at one look.
import { type ClusterHealth, clusterFeatures, type Health } from '@portal/types';
import { secondsAhead } from '../clock-skew.ts';
import type { LastObservation } from '../last-observation.ts';
import { neverSeen } from '../last-observation.ts';
import type { HealthReader } from '../ports/health.ts';
import type { AuditReader, ClusterDetail, ClusterReader, LastObservations, ProblemReader } from '../ports/readers.ts';
import type { Clock, Mailer, Say, Words } from '../ports/system.ts';
import { type PersonContext, requirePermission } from '../principal.ts';
import {
  auditState,
  clocksState,
  clusterState,
  databaseState,
  feedState,
  queueState,
  workerState,
  worstOf,
} from './states.ts';

interface HealthPorts {
  readonly health: HealthReader;
  readonly clusters: ClusterReader;
  readonly lastObservations: LastObservations;
  readonly audit: Pick<AuditReader, 'integrity'>;
  readonly problems: Pick<ProblemReader, 'unacknowledged'>;
  readonly clock: Clock;
  readonly words: Words;
  /** Absent where no server is set up. */
  readonly mailer?: Mailer | null;
}

const percentOf = (used: number | null, total: number | null): number | null =>
  used === null || total === null || total <= 0 ? null : Math.round((used / total) * 100);

const clusterHealth = (
  { cluster: { id, name }, queued }: ClusterDetail,
  { seen, say, now }: { readonly seen: LastObservation; readonly say: Say; readonly now: Date },
): ClusterHealth => {
  const { unreachableReason: cause, nodes, storages, missingPrivileges: missing } = seen;
  const found = {
    ...{ id, name, queued, pveVersion: seen.pveVersion },
    observedAt: seen.observedAt?.toISOString() ?? null,
    unreachableSince: seen.unreachableSince?.toISOString() ?? null,
    unreachableReason: cause === null ? null : say(cause),
    unreachableCause: cause,
    features: missing === null ? null : clusterFeatures.map((feature) => ({ feature, missing: [...missing[feature]] })),
    offlineNodes: nodes.filter(({ online }) => !online).map((node) => node.name),
    storages: storages.map(({ name: storage, node, available, usedGiB, totalGiB }) => ({
      ...{ name: storage, node, available, usedPercent: percentOf(usedGiB, totalGiB) },
    })),
  };
  return { ...found, state: clusterState(found, now) };
};

export const createHealthService = (ports: HealthPorts) => {
  const clustersFor = async (
    say: Say,
    now: Date,
  ): Promise<{ readonly clusters: ClusterHealth[]; readonly nodeClocks: Health['clocks']['nodes'] }> => {
    const [details, all] = await Promise.all([ports.clusters.list(), ports.lastObservations.all()]);
    const seenOf = new Map(all.map((seen) => [seen.clusterId, seen]));
    const looks = details.map((detail) => ({
      detail,
      seen: seenOf.get(detail.cluster.id) ?? neverSeen(detail.cluster.id),
    }));
    return {
      clusters: looks.map(({ detail, seen }) => clusterHealth(detail, { seen, say, now })),
      nodeClocks: looks.flatMap(({ detail: { cluster }, seen: { clocks } }) =>
        clocks.map((clock) => ({ cluster: cluster.name, ...clock })),
      ),
    };
  };

  const databaseFound = async () => {
    const askedAt = ports.clock.now();
    const { database, ...found } = await ports.health.read();
    const { now: told, ...figures } = database;
    const ahead = secondsAhead(told, askedAt, ports.clock.now());
    return { ...found, database: figures, databaseAheadSeconds: Math.round(ahead) };
  };

  return {
    async read(actor: PersonContext): Promise<Health> {
      requirePermission(actor, 'health.read');
      const now = ports.clock.now();
      const [found, { clusters, nodeClocks }, { sealed, verified }, unacknowledged] = await Promise.all([
        databaseFound(),
        clustersFor(ports.words(actor.reader), now),
        ports.audit.integrity(),
        ports.problems.unacknowledged(),
      ]);
      const { database, queue, worker, feedSentAt, openProblems, databaseAheadSeconds } = found;
      const open = new Set(openProblems.map(({ code }) => code));
      const server = ports.mailer?.server ?? null;
      const parts = {
        database: { ...database, state: databaseState(database) },
        queue: { ...queue, oldestDueAt: queue.oldestDueAt?.toISOString() ?? null, state: queueState(queue, now) },
        worker: {
          ...worker,
          lastMinuteAt: worker.lastMinuteAt?.toISOString() ?? null,
          state: workerState(worker, now),
        },
        clocks: {
          databaseAheadSeconds,
          nodes: nodeClocks,
          state: clocksState([databaseAheadSeconds, ...nodeClocks.map(({ aheadSeconds }) => aheadSeconds)]),
        },
        audit: {
          sealedUntil: sealed?.at.toISOString() ?? null,
          verifiedAt: verified?.at.toISOString() ?? null,
          state: auditState({ isSealed: sealed !== null, open }),
        },
        feed: {
          sentAt: feedSentAt?.toISOString() ?? null,
          state: feedState({ wasSent: feedSentAt !== null, open }),
        },
        mail: { server, state: server === null ? ('unset' as const) : ('well' as const) },
        problems: {
          open: openProblems.reduce((sum, { count }) => sum + count, 0),
          unacknowledged,
          state: unacknowledged === 0 ? ('well' as const) : ('attention' as const),
        },
      };
      const states = [...Object.values(parts), ...clusters].map(({ state }) => state);
      return { at: now.toISOString(), state: worstOf(states), clusters, ...parts };
    },
  };
};
