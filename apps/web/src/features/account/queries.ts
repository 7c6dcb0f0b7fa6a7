'use client';
// Queries about the person who is signed in: who they are, their limits, and what they hold.
import type { Me } from '@portal/types';
import { api } from '@/trpc/api.ts';

/** Every portal page has it in its cache from the server. */
export const useMe = (): Me => {
  const [me] = api.me.get.useSuspenseQuery();
  return me;
};
