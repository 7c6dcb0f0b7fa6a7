// What somebody waits for: a cluster that does not tell it soon is told as the reason, and left alone for a while.
import { answered, HypervisorError } from '@portal/domain';
import type { Fault } from '@portal/types';

/** Less than whoever asked waits, and than the job may take. */
const patienceMs = 6_000;

export type InTime<Told> = { readonly told: Told } | { readonly reason: Fault };

export const inTime = async <Told>(
  signal: AbortSignal,
  ask: (signal: AbortSignal) => Promise<InTime<Told>>,
  withinMs = patienceMs,
): Promise<InTime<Told>> => {
  const patience = AbortSignal.timeout(withinMs);
  try {
    return await ask(AbortSignal.any([signal, patience]));
  } catch (error) {
    if (error instanceof HypervisorError) return { reason: error.reason };
    if (error === patience.reason) return { reason: answered('deadline', null) };
    throw error;
  }
};
