'use client';
// Sends an edit for the version that its form began with. Where that is no longer the present one, because of something that the form
// does not show, it is sent again for the present one; where what the form shows was changed meanwhile, the person is told and decides.
import type { Deployment, EditDeployment } from '@portal/types';
import { useState } from 'react';
import { failureOf } from '@/trpc/failure.ts';
import { useSenders } from '../queries.ts';
import { changedBetween, draftOf, type EditName } from './edit-draft.ts';

/** Nothing was sent that counts: somebody else was faster. */
export class ChangedMeanwhile extends Error {
  readonly present: Deployment;
  readonly names: readonly EditName[];

  constructor(present: Deployment, names: readonly EditName[]) {
    super('The deployment was changed meanwhile.');
    this.present = present;
    this.names = names;
  }
}

export const useEdit = (deployment: Deployment) => {
  const { act, present } = useSenders();
  // What is shown stays while others change it.
  const [began, setBegan] = useState(deployment);
  return {
    began,
    beginAnew: setBegan,
    send: async (input: EditDeployment): Promise<Deployment> => {
      try {
        return await act('edit', input, began.version);
      } catch (error) {
        if (failureOf(error).code !== 'precondition_failed') throw error;
      }
      const now = await present(began.id);
      const names = changedBetween(draftOf(began), draftOf(now));
      if (names.length > 0) throw new ChangedMeanwhile(now, names);
      return act('edit', input, now.version);
    },
  };
};
