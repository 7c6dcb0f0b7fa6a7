// What is compared with a cluster, or counted on it: the VMs on record, in the few columns that are looked at. By pg itself and
// prepared, because ten thousand rows come every few seconds.
import type { EngineReader } from '@portal/domain';
import type pg from 'pg';
import { z } from 'zod';
import { deploymentColumns, withStatusReason } from '../rows/deployments.ts';
import { openOperation } from './deployment-sql.ts';
import { prepared } from './sql.ts';

const recordedVms = z.array(
  deploymentColumns
    .pick({
      id: true,
      name: true,
      rest: true,
      operation: true,
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

const recorded = `
  SELECT d.id, d.name, d.rest, p.kind AS operation, d.node, d.vmid, d.vcpus, d.memory_mib AS "memoryMiB", d.disk_gib AS "diskGiB",
    d.failure_code AS "failureCode", d.status_code AS "statusCode", d.status_params AS "statusParams",
    (d.addresses <> '{}' AND NOT d.addresses_are_fallback) AS "hasAddress", d.ready_at IS NOT NULL AS "wasReady"
  FROM deployments AS d ${openOperation}
  WHERE d.cluster_id = $1::uuid AND d.vmid IS NOT NULL AND d.status <> 'deleted'`;

const reservedVms = z.array(
  deploymentColumns.pick({ vmid: true, node: true, storage: true, vcpus: true, memoryMiB: true, diskGiB: true }),
);

const reserved = `
  SELECT d.vmid, d.node, d.storage, d.vcpus, d.memory_mib AS "memoryMiB", d.disk_gib AS "diskGiB"
  FROM deployments AS d ${openOperation}
  WHERE d.cluster_id = $1::uuid AND d.vmid IS NOT NULL AND d.status <> 'deleted' AND (
    CASE WHEN d.rest = 'pending' THEN p.kind IS DISTINCT FROM 'delete' ELSE p.kind = 'start' END
    OR d.rest = 'running' AND p.kind IS NULL AND d.updated_at >= $2::timestamptz)`;

export const createVmReader = (pool: pg.Pool): Pick<EngineReader, 'recordedVms' | 'reserved'> => {
  const read = async (text: string, values: unknown[]): Promise<readonly unknown[]> =>
    (await pool.query(prepared({ text, values }))).rows;
  return {
    recordedVms: async (clusterId) => recordedVms.parse(await read(recorded, [clusterId])),
    reserved: async (clusterId, upSince) => reservedVms.parse(await read(reserved, [clusterId, upSince])),
  };
};
