// What the log keeps of a failed request: the cause of what went wrong on our side, and nothing for refusals, which
// the audit trail has.
import type { Log } from '@portal/domain';
import { TRPCError } from '@trpc/server';
import { describeError } from './describe-error.ts';

interface FailedCall {
  readonly requestId: string | null;
  readonly operation: string;
}

export const logError = (log: Log, error: unknown, call: FailedCall): void => {
  const { code } = describeError(error);
  const err = error instanceof TRPCError ? (error.cause ?? error) : error;
  if (code === 'internal') log.error('request failed', { ...call, err });
  else if (code === 'unavailable') log.warn('request could not be served', { ...call, err });
};
