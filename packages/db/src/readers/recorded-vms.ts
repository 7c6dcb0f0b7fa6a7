// What the drift cycle compares with a cluster: every VM on record, in the few columns that it looks at. By pg itself and
// prepared, because ten thousand rows come every few seconds.
import type { EngineReader } from '@portal/domain';
import type pg from 'pg';
import { z } from 'zod';
import { deploymentColumns, withStatusReason } from '../rows.ts';
import { statementName } from './sql.ts';

const recordedVms = z.array(
  deploymentColumns
    .pick({
      id: true,
      name: true,
      status: true,
      node: true,
      vcpus: true,
      memoryMiB: true,
      diskGiB: true,
      failureCode: true,
      statusCode: true,
      statusParams: true,
    })
    .extend({ vmid: z.int(), hasAddress: z.boolean(), wasReady: z.boolean() })
    .transform(withStatusReason),
);

const text = `
  SELECT id, name, status, node, vmid, vcpus, memory_mib AS "memoryMiB", disk_gib AS "diskGiB",
    failure_code AS "failureCode", status_code AS "statusCode", status_params AS "statusParams", (addresses <> '{}' AND NOT addresses_are_fallback) AS "hasAddress",
    ready_at IS NOT NULL AS "wasReady"
  FROM deployments WHERE cluster_id = $1::uuid AND vmid IS NOT NULL AND status <> 'deleted'`;

export const createRecordedVms =
  (pool: pg.Pool): EngineReader['recordedVms'] =>
  async (clusterId) => {
    const { rows } = await pool.query({ name: statementName(text), text, values: [clusterId] });
    return recordedVms.parse(rows);
  };
