// The most that clusters had on each day, and the most that was in use: never more of this than of that. Written beside the unit of work, as what is seen of clusters is.
import type { CapacityDays, ClusterDay } from '@portal/domain';
import { capacityDaySchema, uuidSchema } from '@portal/types';
import type pg from 'pg';

const dayRow = capacityDaySchema.extend({ clusterId: uuidSchema });

/** One that brings no more than is known of its day already changes nothing. */
const kept = `
  INSERT INTO cluster_capacity_days AS k (cluster_id, day, memory_mib, used_memory_mib, disk_gib, used_disk_gib)
  VALUES ($1, $2, $3, $4, $5, $6)
  ON CONFLICT (cluster_id, day) DO UPDATE SET
    memory_mib = greatest(k.memory_mib, excluded.memory_mib), disk_gib = greatest(k.disk_gib, excluded.disk_gib),
    used_memory_mib = greatest(k.used_memory_mib, excluded.used_memory_mib),
    used_disk_gib = greatest(k.used_disk_gib, excluded.used_disk_gib)
  WHERE k.memory_mib < excluded.memory_mib OR k.disk_gib < excluded.disk_gib
    OR k.used_memory_mib < excluded.used_memory_mib OR k.used_disk_gib < excluded.used_disk_gib`;

export const createCapacityDays = (pool: pg.Pool): CapacityDays => ({
  async since(day) {
    const { rows } = await pool.query<Record<string, unknown>>(
      `SELECT cluster_id AS "clusterId", day::text, memory_mib AS "memoryMiB", used_memory_mib AS "usedMemoryMiB",
         disk_gib AS "diskGiB", used_disk_gib AS "usedDiskGiB"
       FROM cluster_capacity_days WHERE day >= $1 ORDER BY cluster_id, day`,
      [day],
    );
    return rows.map((row): ClusterDay => dayRow.parse(row));
  },
  async record(days) {
    for (const { clusterId, day, memoryMiB, usedMemoryMiB, diskGiB, usedDiskGiB } of days) {
      await pool.query(kept, [clusterId, day, memoryMiB, usedMemoryMiB, diskGiB, usedDiskGiB]);
    }
  },
  async forget(before) {
    await pool.query('DELETE FROM cluster_capacity_days WHERE day < $1', [before]);
  },
});
