// Which id of a cluster's range to hand out next. Ids go round: after the one that was handed out last, never-used ones
// first, then the one that has been released longest, because a cluster's own view of an id lags behind its use. One
// statement, since everybody who waits for the cluster's lock waits for it.
import { z } from 'zod';
import type { Client } from './readers/by-key.ts';

/**
 * A destroy whose answer was lost may reach its node later still: by then nobody else may have the id. PVE itself gives a
 * request up after 30 s.
 */
const restMinutes = 1;

const found = z.tuple([z.object({ vmid: z.int().nullable() })]);

/** The caller holds the cluster's lock. Null when every id of the range is held, blocked or only just released. */
export const freeVmid = async (client: Client, clusterId: string): Promise<number | null> => {
  // The series are lazy: each ends at the first id that no row mentions.
  const rows = await client.$queryRaw`
    WITH range AS (
      SELECT vmid_min AS first, vmid_max AS last, coalesce((
        SELECT r.vmid FROM vmid_reservations AS r
        WHERE r.cluster_id = clusters.id AND r.vmid BETWEEN vmid_min AND vmid_max
        ORDER BY r.reserved_at DESC LIMIT 1), vmid_min - 1) + 1 AS next
      FROM clusters WHERE id = ${clusterId}::uuid
    )
    SELECT coalesce(
      (SELECT vmid FROM (SELECT generate_series(next, last) AS vmid) AS ids
        WHERE NOT EXISTS (
          SELECT FROM vmid_reservations AS r WHERE r.cluster_id = ${clusterId}::uuid AND r.vmid = ids.vmid)
        LIMIT 1),
      (SELECT vmid FROM (SELECT generate_series(first, next - 1) AS vmid) AS ids
        WHERE NOT EXISTS (
          SELECT FROM vmid_reservations AS r WHERE r.cluster_id = ${clusterId}::uuid AND r.vmid = ids.vmid)
        LIMIT 1),
      (SELECT r.vmid FROM vmid_reservations AS r
        WHERE r.cluster_id = ${clusterId}::uuid AND r.state = 'released' AND r.vmid BETWEEN first AND last
          AND r.released_at < clock_timestamp() - make_interval(mins => ${restMinutes}::int)
        ORDER BY r.released_at LIMIT 1)
    ) AS vmid FROM range`;
  const [{ vmid }] = found.parse(rows);
  return vmid;
};
