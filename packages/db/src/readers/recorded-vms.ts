// What is compared with a cluster, or counted on it: the VMs on record, in the few columns that are looked at. By pg itself and
// prepared, because ten thousand rows come every few seconds.
import { type EngineReader, notYetUp } from '@portal/domain';
import type pg from 'pg';
import { z } from 'zod';
import { deploymentColumns, withStatusReason } from '../rows/deployments.ts';
import { prepared } from './sql.ts';

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

const recorded = `
  SELECT id, name, status, node, vmid, vcpus, memory_mib AS "memoryMiB", disk_gib AS "diskGiB",
    failure_code AS "failureCode", status_code AS "statusCode", status_params AS "statusParams", (addresses <> '{}' AND NOT addresses_are_fallback) AS "hasAddress",
    ready_at IS NOT NULL AS "wasReady"
  FROM deployments WHERE cluster_id = $1::uuid AND vmid IS NOT NULL AND status <> 'deleted'`;

const reservedVms = z.array(
  deploymentColumns.pick({ vmid: true, node: true, storage: true, vcpus: true, memoryMiB: true, diskGiB: true }),
);

const reserved = `
  SELECT vmid, node, storage, vcpus, memory_mib AS "memoryMiB", disk_gib AS "diskGiB" FROM deployments
  WHERE cluster_id = $1::uuid AND vmid IS NOT NULL
    AND (status = ANY ($2::text[]) OR (status = 'running' AND updated_at >= $3::timestamptz))`;

export const createVmReader = (pool: pg.Pool): Pick<EngineReader, 'recordedVms' | 'reserved'> => {
  const read = async (text: string, values: unknown[]): Promise<readonly unknown[]> =>
    (await pool.query(prepared({ text, values }))).rows;
  return {
    recordedVms: async (clusterId) => recordedVms.parse(await read(recorded, [clusterId])),
    reserved: async (clusterId, upSince) => reservedVms.parse(await read(reserved, [clusterId, notYetUp, upSince])),
  };
};
