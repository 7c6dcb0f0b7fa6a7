import { failuresWithoutGuest } from '@portal/types';
import type { Deployment } from '../records.ts';

/** No VM has what was kept to sign in to it: it is gone, or it was never made. */
export const hasNoGuest = ({
  rest,
  operation,
  failureCode,
  vmid,
}: Pick<Deployment, 'rest' | 'operation' | 'failureCode' | 'vmid'>): boolean =>
  rest === 'deleted' ||
  (rest === 'failed' &&
    operation === null &&
    (vmid === null || (failureCode !== null && failuresWithoutGuest.has(failureCode))));
