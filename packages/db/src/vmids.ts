// Which id of a cluster's range to hand out next. Ids go round: after the one that was handed out last, never-used ones
// first, then the one that has been released longest, because a cluster's own view of an id lags behind its use.
import { z } from 'zod';
import type { Client } from './readers/by-key.ts';

const found = z.array(z.object({ vmid: z.int() }));

/** Lazy: the series ends at the first id that no row mentions. */
const unusedBetween = (client: Client, clusterId: string, from: number, to: number): Promise<unknown> =>
  client.$queryRaw`
    SELECT vmid FROM (SELECT generate_series(${from}::int, ${to}::int) AS vmid) AS range
    WHERE NOT EXISTS (
      SELECT FROM vmid_reservation AS r WHERE r.cluster_id = ${clusterId}::uuid AND r.vmid = range.vmid)
    LIMIT 1`;

const releasedLongest = (client: Client, clusterId: string, from: number, to: number): Promise<unknown> =>
  client.$queryRaw`
    SELECT vmid FROM vmid_reservation
    WHERE cluster_id = ${clusterId}::uuid AND state = 'released' AND vmid BETWEEN ${from}::int AND ${to}::int
    ORDER BY released_at LIMIT 1`;

/** The caller holds the cluster's lock. Null when every id of the range is held or blocked. */
export const freeVmid = async (client: Client, clusterId: string): Promise<number | null> => {
  const { vmidMin, vmidMax } = await client.cluster.findUniqueOrThrow({ where: { id: clusterId } });
  const inRange = { gte: vmidMin, lte: vmidMax };
  const last = await client.vmidReservation.findFirst({
    where: { clusterId, vmid: inRange },
    orderBy: { reservedAt: 'desc' },
    select: { vmid: true },
  });
  const next = (last?.vmid ?? vmidMin - 1) + 1;
  const candidates = [
    () => unusedBetween(client, clusterId, next, vmidMax),
    () => unusedBetween(client, clusterId, vmidMin, Math.min(next - 1, vmidMax)),
    () => releasedLongest(client, clusterId, vmidMin, vmidMax),
  ];
  for (const candidate of candidates) {
    const [row] = found.parse(await candidate());
    if (row !== undefined) return row.vmid;
  }
  return null;
};
