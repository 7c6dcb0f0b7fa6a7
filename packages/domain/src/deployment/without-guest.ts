import { failuresWithoutGuest } from '@portal/types';
import type { Deployment } from '../records.ts';

/** No VM has what was kept to sign in to it: it is gone, or it was never made. */
export const hasNoGuest = ({
  status,
  failureCode,
  vmid,
}: Pick<Deployment, 'status' | 'failureCode' | 'vmid'>): boolean =>
  status === 'deleted' ||
  (status === 'failed' && (vmid === null || (failureCode !== null && failuresWithoutGuest.has(failureCode))));
