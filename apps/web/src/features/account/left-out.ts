'use client';
// What the role of the administrators' leaves out of whoever is signed in: offered all the same, switched off and with the reason.
import type { ActionName } from '@portal/types';
import { useMe } from './queries.ts';

/** Why their own role does not let them do it, in words; undefined where it does. */
export const useLeftOut = (): ((action: ActionName) => string | undefined) => {
  const { leftOut } = useMe();
  return (action) => (leftOut?.actions.includes(action) === true ? leftOut.reason : undefined);
};
