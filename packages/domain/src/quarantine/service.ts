// What administrators settle by hand, and what they and auditors may look at: the quarantine and the orphans.
import {
  type Deployment,
  defaultPageLimit,
  type ListQuarantine,
  type OrphanList,
  type QuarantineAction,
  type QuarantinePage,
  type SeenStamp,
  type SettleQuarantine,
} from '@portal/types';
import { createMutations, type MutationPorts } from '../deployment/mutations.ts';
import { notFound } from '../errors.ts';
import type { ClusterSights, DeploymentDetail, EngineReader } from '../ports/readers.ts';
import { type PersonContext, requireOverseer } from '../principal.ts';
import type { Cluster } from '../records.ts';
import type { ClusterSight, SeenGuest } from '../sights.ts';
import { type Evidence, evidenceOf, type StampLookup, stampedIds } from './evidence.ts';
import { settle } from './settle.ts';
import { orphanView, quarantineItem } from './view.ts';

export interface QuarantinePorts extends MutationPorts {
  readonly engine: Pick<EngineReader, 'deployment' | 'clusters'>;
  readonly sights: ClusterSights;
}

/** Looks each id up once. */
const stampLookup = async (engine: Pick<EngineReader, 'deployment'>, ids: readonly string[]): Promise<StampLookup> => {
  const entries = [...new Set(ids)].map(async (id): Promise<readonly [string, SeenStamp]> => {
    const found = await engine.deployment(id);
    return [id, { id, name: found?.name ?? null, status: found?.status ?? null }];
  });
  const known = new Map(await Promise.all(entries));
  return (id) => known.get(id) ?? { id, name: null, status: null };
};

const heldStatuses = 'quarantined,adopting';

export const createQuarantineService = (ports: QuarantinePorts) => {
  const { mutate } = createMutations(ports);

  const evidence = async ({ deployment }: DeploymentDetail, sight: ClusterSight | null): Promise<Evidence> => {
    const stampOf = await stampLookup(ports.engine, stampedIds(sight, deployment.vmid));
    return evidenceOf(deployment, sight, stampOf);
  };

  return {
    async list(actor: PersonContext, input: ListQuarantine): Promise<QuarantinePage> {
      requireOverseer(actor);
      const filter = {
        ...input,
        status: heldStatuses,
        limit: input.limit ?? defaultPageLimit,
        ownerIsMe: null,
        findsVmids: true,
      };
      const [page, sights] = await Promise.all([ports.deployments.list(filter, { kind: 'all' }), ports.sights.all()]);
      const sightOf = new Map(sights.map((sight) => [sight.clusterId, sight]));
      const say = ports.words(actor.reader);
      const items = page.items.map(async (detail) => {
        const sight = sightOf.get(detail.cluster.id) ?? null;
        return quarantineItem({ detail, sight, evidence: await evidence(detail, sight) }, actor.principal, say);
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
      const sight = found === null ? null : await ports.sights.latest(found.cluster.id);
      const known = found === null ? null : { detail: found, evidence: await evidence(found, sight) };
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
export const createOrphanService = (ports: Pick<QuarantinePorts, 'engine' | 'sights'>) => ({
  async list(actor: PersonContext): Promise<OrphanList> {
    requireOverseer(actor);
    const [clusters, sights] = await Promise.all([ports.engine.clusters(), ports.sights.all()]);
    const sightOf = new Map(sights.map((sight) => [sight.clusterId, sight]));
    const found = clusters.flatMap((cluster): { cluster: Cluster; guest: SeenGuest }[] =>
      (sightOf.get(cluster.id)?.orphans ?? []).map((guest) => ({ cluster, guest })),
    );
    const stampOf = await stampLookup(
      ports.engine,
      found.flatMap(({ guest }) => guest.stampedFor ?? []),
    );
    const items = found
      .toSorted((a, b) => ageOf(a.guest) - ageOf(b.guest))
      .map(({ cluster, guest }) => {
        const stamp = guest.stampedFor === null ? null : stampOf(guest.stampedFor);
        return orphanView(guest, stamp, cluster);
      });
    const looks = clusters.map(({ id, name }) => {
      const sight = sightOf.get(id);
      return {
        cluster: { id, name },
        observedAt: sight?.observedAt?.toISOString() ?? null,
        unreachableSince: sight?.unreachableSince?.toISOString() ?? null,
      };
    });
    return { items, looks, nextCursor: null };
  },
});
