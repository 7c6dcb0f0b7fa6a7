// The closed list of reasons: everything that the portal says to somebody about why something is so, as a code with parameters.
// They are stored and sent as `{code, params}`; packages/messages has their words in each language, and nothing else has any.
//
// A new code is: one entry in the table of its kind, its text in each language, and a place that says it.
import type { z } from 'zod';
import { isCodeOf, type ReasonIn, reasonOf } from './codes/define.ts';
import { adviceSchemas, failureSchemas } from './codes/failures.ts';
import { faultSchemas } from './codes/faults.ts';
import { fieldSchemas } from './codes/fields.ts';
import { noticeSchemas } from './codes/notices.ts';
import { placeSchemas } from './codes/places.ts';
import { problemSchemas } from './codes/problems.ts';
import { refusalSchemas } from './codes/refusals.ts';
import { checkSchemas, offerStateSchemas, verdictSchemas } from './codes/templates.ts';
import { waitSchemas } from './codes/waits.ts';

export const reasonSchemas = {
  ...faultSchemas,
  ...waitSchemas,
  ...adviceSchemas,
  ...failureSchemas,
  ...noticeSchemas,
  ...placeSchemas,
  ...checkSchemas,
  ...verdictSchemas,
  ...offerStateSchemas,
  ...fieldSchemas,
  ...refusalSchemas,
  ...problemSchemas,
} as const;

type Schemas = typeof reasonSchemas;
export type ReasonCode = keyof Schemas;
export type ReasonParams<Code extends ReasonCode> = Readonly<z.output<Schemas[Code]>>;
export type Reason = ReasonIn<Schemas>;
export type ReasonWith<Code extends ReasonCode> = Extract<Reason, { readonly code: Code }>;

export const reasonSchema = reasonOf(reasonSchemas);

const isReasonCode = (code: string): code is ReasonCode => isCodeOf(reasonSchemas, code);
export const reasonCodes: readonly ReasonCode[] = Object.keys(reasonSchemas).filter(isReasonCode);

/** Two looks that found the same have nothing new to say. */
export const sameReason = (one: Reason | null, other: Reason | null): boolean =>
  one === other || canonical(one) === canonical(other);

/** The database gives an object's keys back in an order of its own. */
const canonical = (reason: Reason | null): string =>
  JSON.stringify(reason, (_key, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
