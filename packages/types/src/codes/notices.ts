// What was done or found, and is worth knowing: beside a VM at rest, and at the end of a step.
import { z } from 'zod';
import { seenPowers } from '../status.ts';
import { noParams, since } from './define.ts';
import { faultSchema } from './faults.ts';

const figure = z.number().nullable();

export const noticeSchemas = {
  lease_ended: noParams,
  grace_ended: noParams,
  renamed_outside: z.strictObject({ name: z.string() }),
  name_restored: noParams,
  /** Null for a figure that is as it was. */
  resized_outside: z.strictObject({
    vcpusFrom: figure,
    vcpusTo: figure,
    memoryMiBFrom: figure,
    memoryMiBTo: figure,
    diskGiBFrom: figure,
    diskGiBTo: figure,
  }),
  /** The size that it runs with meanwhile. */
  resize_waits_for_restart: z.strictObject({ vcpus: z.int(), memoryMiB: z.number() }),
  vm_did_not_come_up: noParams,
  vmid_reserved: z.strictObject({ vmid: z.int() }),
  next_vmid: noParams,
  node_chosen: z.strictObject({ node: z.string(), memoryFreePercent: figure }),
  /** What the message says that tries the mail server, or a chat. */
  test_message: z.strictObject({ portal: z.string() }),
  /** `page`: where what comes by mail is chosen; null where the portal does not know its own address. */
  mail_footer: z.strictObject({ portal: z.string(), page: z.string().nullable() }),
  /** What a team’s chat says of a message to one of its members. */
  member_is_told: z.strictObject({ owner: z.string(), text: z.string() }),
  /** A snapshot that its maker gave no words. */
  unlabelled_snapshot: z.strictObject({ since }),
  disk_large_enough: noParams,
  no_guest_agent: noParams,
  addresses_reported: z.strictObject({ addresses: z.array(z.string()) }),
  no_address_yet: noParams,
  guest_not_asked: z.strictObject({ cause: faultSchema }),
  guest_ready: z.strictObject({ name: z.string() }),
  cannot_shut_down_suspended: noParams,
  interrupted_by_deletion: noParams,
  interrupted_by_rebuild: noParams,
  interrupted_by_cancel: noParams,
  power_seen: z.strictObject({ power: z.enum(seenPowers) }),
  not_on_its_node: noParams,
  not_to_be_seen: noParams,
  destroyed: noParams,
  already_gone: noParams,
  gone_from_cluster: noParams,
  no_vm_made: noParams,
  failed_snapshot_removed: noParams,
} as const;
