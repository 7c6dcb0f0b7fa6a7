// What somebody waits for: a queue, a cluster, a guest.
import { z } from 'zod';
import { stepNames } from '../status.ts';
import { noParams, since, size } from './define.ts';
import { faultSchema } from './faults.ts';

const cause = faultSchema;

export const waitSchemas = {
  /** The portal asks again by itself, less and less often. */
  retrying: z.strictObject({ cause }),
  /** Somebody has to release a lock first; then it goes on by itself. */
  waiting_for_release: z.strictObject({ cause }),
  waiting_for_cluster: z.strictObject({ since, cause: cause.nullable() }),
  waiting_for_turn: noParams,
  waiting_for_room: z.strictObject(size),
  waiting_for_node: noParams,
  waiting_for_template: z.strictObject({ template: z.string() }),
  waiting_for_vmid: noParams,
  waiting_for_task: z.strictObject({ step: z.enum(stepNames) }),
  /** For what an earlier call may still bring about; `since` the first look. */
  watching_for_clone: z.strictObject({ since }),
  watching_for_answer: z.strictObject({ since }),
  clone_may_appear: noParams,
  still_listed: noParams,
  stopping_first: noParams,
  portal_fault: noParams,
  guest_not_answering: z.strictObject({ cause: cause.nullable() }),
  guest_restarting: noParams,
  guest_taking_name: z.strictObject({ reported: z.string(), name: z.string() }),
  guest_settling: noParams,
  node_out_of_sight: noParams,
  vm_out_of_sight: noParams,
} as const;
