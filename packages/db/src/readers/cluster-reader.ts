// Clusters with what their deployments take up of them: one statement, because there are few.
import type { ClusterReader } from '@portal/domain';
import type pg from 'pg';
import { z } from 'zod';
import { clusterRow } from '../rows/portal.ts';

const detailRow = clusterRow.extend({ queued: z.int(), heldVmids: z.int() });

/** The columns as the row schema names them. */
const statement = `
  SELECT c.id, c.name, c.simulated, c.vmid_min AS "vmidMin", c.vmid_max AS "vmidMax", c.pool, c.storages,
    c.clones_per_storage AS "clonesPerStorage", c.clones_per_node AS "clonesPerNode",
    c.excluded_nodes AS "excludedNodes", c.memory_headroom_percent AS "memoryHeadroomPercent",
    c.vcpus_per_core AS "vcpusPerCore", c.when_unreachable AS "whenUnreachable", c.when_full AS "whenFull",
    c.snapshots_per_vm AS "snapshotsPerVm",
    (SELECT count(*)::int FROM deployments AS d WHERE d.cluster_id = c.id AND d.status = 'queued') AS queued,
    (SELECT count(*)::int FROM vmid_reservations AS r
      WHERE r.cluster_id = c.id AND r.state <> 'released' AND r.vmid BETWEEN c.vmid_min AND c.vmid_max) AS "heldVmids"
  FROM clusters AS c ORDER BY c.name`;

export const createClusterReader = (pool: pg.Pool): ClusterReader => ({
  list: async () => {
    const { rows } = await pool.query<Record<string, unknown>>(statement);
    return rows.map((row) => {
      const { queued, heldVmids, ...cluster } = detailRow.parse(row);
      return { cluster, queued, heldVmids };
    });
  },
});
