// What failed, why, and what to do about it.
import { z } from 'zod';
import { operations } from '../deployment-actions.ts';
import { stepNames } from '../status.ts';
import { noParams, type ReasonIn, reasonOf, size } from './define.ts';
import { faultSchema, ownershipFindings } from './faults.ts';

/** What to do about a failure, by its cause. */
export const adviceSchemas = {
  advice_set_up_anew: noParams,
  advice_release_lock: noParams,
  advice_unprotect: noParams,
  advice_make_room: noParams,
  advice_more_memory: noParams,
  advice_grant_right: noParams,
  advice_mend_quorum: noParams,
  advice_cluster_away: noParams,
  advice_look_at_template: noParams,
} as const;
export type Advice = ReasonIn<typeof adviceSchemas>;

/** `advice` is null where the cause says all there is. */
const because = { cause: faultSchema, advice: reasonOf(adviceSchemas).nullable() } as const;
const step = z.enum(stepNames);

export const failureSchemas = {
  set_up_failed: z.strictObject({ step, ...because }),
  operation_failed: z.strictObject({ operation: z.enum(operations), ...because }),
  /** Nothing was done to the VM: it is as it was. */
  not_deleted: z.strictObject(because),
  not_rebuilt: z.strictObject(because),
  not_started_after_rollback: z.strictObject(because),
  snapshot_left_behind: z.strictObject({ cause: faultSchema, removal: faultSchema }),
  clone_unfinished: noParams,
  no_vmid_left: noParams,
  vm_missing: noParams,
  removed_outside: noParams,
  quarantined: z.strictObject({ finding: z.enum(ownershipFindings) }),
  quarantined_hidden: z.strictObject({ pool: z.string() }),
  not_adopted: z.strictObject({ cause: faultSchema }),
  /** Of an operation: a deletion took its place. */
  superseded: noParams,
  cancelled: z.strictObject({ by: z.string() }),
  no_room: z.strictObject(size),
  cluster_takes_nothing: noParams,
  lease_ended_in_queue: noParams,
  template_no_longer_fits: z.strictObject({ template: z.string() }),
  /** Written by a release that kept sentences. */
  not_recorded: noParams,
} as const;
export const failureSchema = reasonOf(failureSchemas);
export type Failure = ReasonIn<typeof failureSchemas>;
