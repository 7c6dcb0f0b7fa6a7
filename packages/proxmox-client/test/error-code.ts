import { HypervisorError, type HypervisorErrorCode } from '@portal/domain';

export const codeOf = async (call: Promise<unknown>): Promise<HypervisorErrorCode | 'no error'> =>
  call.then(
    () => 'no error',
    (error: unknown) => {
      if (error instanceof HypervisorError) return error.code;
      throw error;
    },
  );
