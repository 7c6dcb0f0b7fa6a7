// Why a VM waits for its place: what stands in its way on each node, for those who administer the cluster.
import { z } from 'zod';
import { type ReasonIn, reasonOf } from './define.ts';

const node = z.string();
const storage = z.string();

const nodeLackSchemas = {
  node_offline: z.strictObject({ node }),
  node_in_maintenance: z.strictObject({ node }),
  node_excluded: z.strictObject({ node }),
  /** Null: none that a clone may go to. */
  node_without_storage: z.strictObject({ node, storage: storage.nullable() }),
  node_apart_from_template: z.strictObject({ node, storage }),
  node_storages_full: z.strictObject({ node, diskGiB: z.int() }),
  node_lacks_memory: z.strictObject({ node }),
  node_below_headroom: z.strictObject({ node, freePercent: z.int(), headroomPercent: z.int() }),
  node_lacks_vcpus: z.strictObject({ node, vcpus: z.int(), limit: z.int() }),
  node_kept: z.strictObject({ node }),
  node_without_slot: z.strictObject({ node }),
  storages_without_slot: z.strictObject({ node, storages: z.array(storage) }),
} as const;
/** What stands in a VM's way on one node. */
export type NodeLack = ReasonIn<typeof nodeLackSchemas>;

export const placeSchemas = {
  ...nodeLackSchemas,
  no_node_fits: z.strictObject({ lacks: z.array(reasonOf(nodeLackSchemas)) }),
  no_node_seen: z.strictObject({}),
  template_vm_not_shown: z.strictObject({ vmid: z.int() }),
  template_node_offline: z.strictObject({ node }),
  vmids_used_up: z.strictObject({ first: z.int(), last: z.int() }),
} as const;
