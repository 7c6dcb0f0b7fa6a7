// What is found of a template: checks that its source does not pass, what a canary says of it, why it takes no requests.
import { z } from 'zod';
import { stepNames } from '../status.ts';
import { type TemplateCheckCode, templateCheckCodes } from '../template-checks.ts';
import { noParams, type ReasonIn, reasonOf, since } from './define.ts';
import { failureSchema, failureSchemas } from './failures.ts';
import { waitSchemas } from './waits.ts';

const checkParams = z.strictObject({ vmid: z.int(), disk: z.string(), found: z.string() });
const isComplete = (
  schemas: Readonly<Partial<Record<TemplateCheckCode, typeof checkParams>>>,
): schemas is Readonly<Record<TemplateCheckCode, typeof checkParams>> =>
  templateCheckCodes.every((code) => schemas[code] !== undefined);

const checks = Object.fromEntries(templateCheckCodes.map((code) => [code, checkParams]));
if (!isComplete(checks)) throw new Error('a check of templates has no parameters');
export const checkSchemas = checks;

/** What its VM said last. */
export const saidByVmSchema = reasonOf({ ...waitSchemas, ...failureSchemas });
const last = saidByVmSchema.nullable();

export const verdictSchemas = {
  canary_vm_failed: z.strictObject({ failure: failureSchema.nullable() }),
  canary_without_address: noParams,
  canary_without_source: noParams,
  canary_not_its_turn: z.strictObject({ last }),
  canary_not_in_time: z.strictObject({ step: z.enum(stepNames), last }),
  canary_interfered: noParams,
  canary_without_cluster: z.strictObject({ since }),
  verdict_not_recorded: noParams,
} as const;
export const verdictSchema = reasonOf(verdictSchemas);
export type VerdictReason = ReasonIn<typeof verdictSchemas>;

export const offerStateSchemas = {
  /** An administrator's own words. */
  set_by_administrator: z.strictObject({ words: z.string() }),
  last_canary_failed: z.strictObject({ verdict: verdictSchema }),
  source_changed: z.strictObject({ findings: z.array(reasonOf(checkSchemas)) }),
} as const;
export const offerStateSchema = reasonOf(offerStateSchemas);
export type OfferState = ReasonIn<typeof offerStateSchemas>;
