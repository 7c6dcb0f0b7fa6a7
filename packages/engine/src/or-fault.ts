import { HypervisorError } from '@portal/domain';

/** A fault of the cluster as an answer; whatever is none is thrown. */
export const orFault = <Answer>(asked: Promise<Answer>): Promise<Answer | HypervisorError> =>
  asked.catch((error: unknown) => {
    if (error instanceof HypervisorError) return error;
    throw error;
  });
