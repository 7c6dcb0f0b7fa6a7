import { HypervisorError, type HypervisorErrorCode } from '@portal/domain';
import type { Fault } from '@portal/types';

/** A fault of the cluster as an answer; whatever is none is thrown. */
export const orFault = <Answer>(asked: Promise<Answer>): Promise<Answer | HypervisorError> =>
  asked.catch((error: unknown) => {
    if (error instanceof HypervisorError) return error;
    throw error;
  });

/** A fault that is found here and not told by the cluster; the log has its code. */
export const ownFault = (
  code: HypervisorErrorCode,
  reason: Fault,
  { maybeDone = false, cause }: { readonly maybeDone?: boolean; readonly cause?: unknown } = {},
): HypervisorError => new HypervisorError(code, reason.code, { maybeDone, cause, reason });
