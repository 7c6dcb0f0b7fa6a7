import { failedWithoutGuest } from '@portal/types';
import type { Deployment } from '../records.ts';

/** No VM has what was kept to sign in to it: it is gone, or it was never made. */
export const hasNoGuest = ({
  rest,
  operation,
  ...failed
}: Pick<Deployment, 'rest' | 'operation' | 'failureCode' | 'vmid'>): boolean =>
  rest === 'deleted' || (rest === 'failed' && operation === null && failedWithoutGuest(failed));
