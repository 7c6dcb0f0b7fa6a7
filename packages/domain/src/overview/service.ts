// How a team, or everybody, fares: for leads of their own team, for administrators and auditors of all of them.
import { type ClusterUse, type Overview, recordOf, type TeamUse, type Usage, usageMeasures } from '@portal/types';
import { neverSeen } from '../last-observation.ts';
import type { LimitBook } from '../ports/limits.ts';
import type { CapacityDays, OverviewReader, OverviewRecord } from '../ports/overview.ts';
import type { EngineReader, LastObservations } from '../ports/readers.ts';
import type { Clock } from '../ports/system.ts';
import { type PersonContext, requirePermission, seesPlacement, visibilityOf } from '../principal.ts';
import { limitOfCluster } from './capacity.ts';
import { dayOf } from './days.ts';
import { teamLimit } from './team-limit.ts';

export interface OverviewPorts {
  readonly overview: OverviewReader;
  readonly limitBook: Pick<LimitBook, 'limits'>;
  readonly capacityDays: CapacityDays;
  readonly engine: Pick<EngineReader, 'clusters'>;
  readonly lastObservations: LastObservations;
  readonly clock: Clock;
}

/** A quarter of a year: what is bought next is seen coming. */
const trendDays = 90;

const usedBy = (rows: readonly Usage[]): Usage =>
  recordOf(usageMeasures, (measure) => rows.reduce((sum, used) => sum + used[measure], 0));

const byName = (one: { readonly name: string | null }, other: { readonly name: string | null }): number =>
  Number(one.name === null) - Number(other.name === null) || (one.name ?? '').localeCompare(other.name ?? '');

/** Every team with what its people hold, and last what those hold who are in none. */
export const teamsOf = ({
  people,
  used,
  limits,
}: Pick<OverviewRecord, 'people' | 'used'> & { readonly limits: Parameters<typeof teamLimit>[2] }): TeamUse[] => {
  const persons = used.filter(({ isPersons }) => isPersons);
  const names = new Map([
    ...persons.map(({ teamId }) => [teamId, null] as const),
    ...people.map(({ teamId, teamName }) => [teamId, teamName] as const),
  ]);
  return [...names]
    .map(([id, name]) => {
      const own = people.filter(({ teamId }) => teamId === id);
      const holders = own.flatMap(({ role, ...rest }) => (role === null ? [] : [{ role, ...rest }]));
      const limit = teamLimit(id, holders, limits);
      const held = persons.filter(({ teamId }) => teamId === id);
      return { id, name, people: own.reduce((sum, { count }) => sum + count, 0), used: usedBy(held), limit };
    })
    .toSorted(byName);
};

export const createOverviewService = (ports: OverviewPorts) => {
  /** Where VMs lie, and what is left there. */
  const clustersBy = async (used: OverviewRecord['used'], now: Date): Promise<ClusterUse[]> => {
    const [clusters, seen, days] = await Promise.all([
      ports.engine.clusters(),
      ports.lastObservations.all(),
      ports.capacityDays.since(dayOf(now, -trendDays)),
    ]);
    return clusters.map((cluster) => ({
      id: cluster.id,
      name: cluster.name,
      used: usedBy(used.filter(({ clusterId }) => clusterId === cluster.id)),
      limit: limitOfCluster(cluster, seen.find(({ clusterId }) => clusterId === cluster.id) ?? neverSeen(cluster.id)),
      trend: days.filter(({ clusterId }) => clusterId === cluster.id).map(({ clusterId: _, ...day }) => day),
    }));
  };

  return {
    async read(actor: PersonContext): Promise<Overview> {
      requirePermission(actor, 'overview.read');
      const { principal, reader } = actor;
      const now = ports.clock.now();
      const question = {
        ...(visibilityOf(principal).kind !== 'all' && { teamId: principal.team?.id ?? null }),
        ...{ now, timeZone: reader?.timeZone ?? 'UTC' },
      };
      const [record, limits] = await Promise.all([ports.overview.read(question), ports.limitBook.limits()]);
      const { people, used, expiring, ended, creations, byTemplate, byDay } = record;
      return {
        teams: teamsOf({ people, used, limits }),
        clusters: seesPlacement(principal) ? await clustersBy(used, now) : [],
        expiring,
        ended,
        creations: { ...creations, byTemplate: [...byTemplate], byDay: [...byDay] },
      };
    },
  };
};
