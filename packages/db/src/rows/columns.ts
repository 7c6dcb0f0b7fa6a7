// What columns of several tables have in common.
import { type Reason, reasonSchema } from '@portal/types';
import { z } from 'zod';

export const count = z.int();

export const jsonObject = z.record(z.string(), z.json());

export const reasonColumns = { code: z.string().nullable(), params: z.unknown() } as const;

/** What another release wrote, and this one does not know, reads as not recorded. */
export const reasonFrom = (code: string | null, params: unknown): Reason | null => {
  if (code === null) return null;
  const { success, data } = reasonSchema.safeParse({ code, params });
  return success ? data : { code: 'not_recorded', params: {} };
};
