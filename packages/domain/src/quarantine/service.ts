// What administrators settle by hand, and what they and auditors may look at: the quarantine and the orphans.
import {
  type Deployment,
  defaultPageLimit,
  type ListQuarantine,
  type OrphanList,
  type QuarantineAction,
  type QuarantinePage,
  type SeenOwnershipTag,
  type SettleQuarantine,
} from '@portal/types';
import { createMutations, type MutationPorts } from '../deployment/mutations.ts';
import { statusOf } from '../deployment-status.ts';
import { notFound } from '../errors.ts';
import type { LastObservation, SeenGuest } from '../last-observation.ts';
import type { DeploymentDetail } from '../ports/deployments.ts';
import type { EngineReader, LastObservations } from '../ports/readers.ts';
import { type PersonContext, requirePermission } from '../principal.ts';
import type { Cluster } from '../records.ts';
import { type Evidence, evidenceOf, type TagLookup, taggedIds } from './evidence.ts';
import { settle } from './settle.ts';
import { orphanView, quarantineItem } from './view.ts';

export interface QuarantinePorts extends MutationPorts {
  readonly engine: Pick<EngineReader, 'deployment' | 'clusters'>;
  readonly lastObservations: LastObservations;
}

/** Looks each id up once. */
const tagLookup = async (engine: Pick<EngineReader, 'deployment'>, ids: readonly string[]): Promise<TagLookup> => {
  const entries = [...new Set(ids)].map(async (id): Promise<readonly [string, SeenOwnershipTag]> => {
    const found = await engine.deployment(id);
    return [id, { id, name: found?.name ?? null, status: found === null ? null : statusOf(found) }];
  });
  const known = new Map(await Promise.all(entries));
  return (id) => known.get(id) ?? { id, name: null, status: null };
};

const heldStatuses = 'quarantined,adopting';

export const createQuarantineService = (ports: QuarantinePorts) => {
  const { mutate } = createMutations(ports);

  const evidence = async (
    { deployment }: DeploymentDetail,
    lastObservation: LastObservation | null,
  ): Promise<Evidence> => {
    const tagOf = await tagLookup(ports.engine, taggedIds(lastObservation, deployment.vmid));
    return evidenceOf(deployment, lastObservation, tagOf);
  };

  return {
    async list(actor: PersonContext, input: ListQuarantine): Promise<QuarantinePage> {
      requirePermission(actor, 'quarantine.list');
      const filter = {
        ...input,
        status: heldStatuses,
        limit: input.limit ?? defaultPageLimit,
        asker: null,
        findsVmids: true,
      };
      const [page, lastObservations] = await Promise.all([
        ports.deployments.list(filter, { kind: 'all' }),
        ports.lastObservations.all(),
      ]);
      const lastObservationOf = new Map(
        lastObservations.map((lastObservation) => [lastObservation.clusterId, lastObservation]),
      );
      const say = ports.words(actor.reader);
      const items = page.items.map(async (detail) => {
        const lastObservation = lastObservationOf.get(detail.cluster.id) ?? null;
        return quarantineItem(
          { detail, lastObservation, evidence: await evidence(detail, lastObservation) },
          actor.principal,
          say,
        );
      });
      return { items: await Promise.all(items), nextCursor: page.nextCursor };
    },

    /** `release` is done at once; `adopt` and `destroy` are accepted, and carried out by a job. */
    async settle(
      actor: PersonContext,
      action: QuarantineAction,
      { id, reason }: SettleQuarantine,
    ): Promise<Deployment> {
      // Looked up before the transaction: whoever waits for its lock must not wait for a second connection as well.
      const found = await ports.deployments.byId(id, { kind: 'all' });
      const lastObservation = found === null ? null : await ports.lastObservations.latest(found.cluster.id);
      const known = found === null ? null : { detail: found, evidence: await evidence(found, lastObservation) };
      return mutate(actor, {
        action,
        id,
        input: { reason },
        decide(current) {
          if (known === null) throw notFound('deployment');
          return settle(current, known, { action, reason, now: ports.clock.now() });
        },
      });
    },
  };
};

const ageOf = ({ createdAt, firstSeenAt }: SeenGuest): number => (createdAt ?? firstSeenAt).getTime();

/** VMs that no deployment accounts for, as last seen. The portal never touches one. */
export const createOrphanService = (ports: Pick<QuarantinePorts, 'engine' | 'lastObservations'>) => ({
  async list(actor: PersonContext): Promise<OrphanList> {
    requirePermission(actor, 'orphans.list');
    const [clusters, lastObservations] = await Promise.all([ports.engine.clusters(), ports.lastObservations.all()]);
    const lastObservationOf = new Map(
      lastObservations.map((lastObservation) => [lastObservation.clusterId, lastObservation]),
    );
    const found = clusters.flatMap((cluster): { cluster: Cluster; guest: SeenGuest }[] =>
      (lastObservationOf.get(cluster.id)?.orphans ?? []).map((guest) => ({ cluster, guest })),
    );
    const tagOf = await tagLookup(
      ports.engine,
      found.flatMap(({ guest }) => guest.taggedFor ?? []),
    );
    const items = found
      .toSorted((a, b) => ageOf(a.guest) - ageOf(b.guest))
      .map(({ cluster, guest }) => {
        const tag = guest.taggedFor === null ? null : tagOf(guest.taggedFor);
        return orphanView(guest, tag, cluster);
      });
    const looks = clusters.map(({ id, name }) => {
      const lastObservation = lastObservationOf.get(id);
      return {
        cluster: { id, name },
        observedAt: lastObservation?.observedAt?.toISOString() ?? null,
        unreachableSince: lastObservation?.unreachableSince?.toISOString() ?? null,
      };
    });
    return { items, looks, nextCursor: null };
  },
});
