'use client';
// How each action on a deployment is begun: at once, or by a dialog that asks first.
import {
  type ActionsWith,
  type Deployment,
  deploymentActionRows,
  type MenuAction,
  type PlainRequest,
} from '@portal/types';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { FinalFocus } from '@/components/dialog.tsx';
import { partOnUse, usePartOnUse } from '@/components/on-use.ts';
import { useSenders } from '../queries.ts';
import type { AskedFor } from './action-dialog.tsx';
import { useFeedback } from './action-feedback.ts';

export interface Trigger {
  readonly run: () => void;
  readonly pending: boolean;
}

type AtOnce = ActionsWith<{ resource: 'deployments'; begun: 'atOnce' }>;

const isAtOnce = (action: MenuAction): action is AtOnce => deploymentActionRows[action].begun === 'atOnce';

const useTriggers = ({ id, name }: Deployment, openDialog: (dialog: AskedFor) => void) => {
  const feedback = useFeedback(name);
  const { act } = useSenders();
  const run = useMutation({
    mutationFn: ({ action }: PlainRequest) => act(action, { id }),
    onSuccess: (_deployment, { action }) => feedback(action).onSuccess(),
    onError: (error, { action }) => feedback(action).onError(error),
  });
  return (action: MenuAction): Trigger =>
    isAtOnce(action)
      ? { run: () => run.mutate({ action, id }), pending: run.isPending && run.variables.action === action }
      : { run: () => openDialog(action), pending: false };
};

export const actionDialog = partOnUse(() => import('./action-dialog.tsx'));

/** A trigger for each action, and the dialog of the one that asks. */
export const useActions = (deployment: Deployment, finalFocus: (asked: MenuAction) => ReturnType<FinalFocus>) => {
  const [dialog, setDialog] = useState<{ readonly asked: AskedFor; readonly open: boolean } | null>(null);
  const close = (): void => setDialog((last) => last && { ...last, open: false });
  const triggerOf = useTriggers(deployment, (asked) => setDialog({ asked, open: true }));
  const part = usePartOnUse(actionDialog, dialog?.open === true, close);
  return {
    triggerOf,
    dialog:
      dialog === null || part === null ? null : (
        <part.ActionDialog
          key={dialog.asked}
          action={dialog.asked}
          {...{ deployment, close }}
          open={dialog.open}
          finalFocus={() => finalFocus(dialog.asked)}
        />
      ),
  };
};
