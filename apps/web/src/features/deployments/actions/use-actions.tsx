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
import { useSenders } from '../queries.ts';
import { useFeedback } from './action-feedback.ts';
import { type ActionDialogProps, actionForms } from './action-looks.tsx';
import { ConfirmedAction } from './confirmed-action.tsx';

export interface Trigger {
  readonly run: () => void;
  readonly pending: boolean;
}

type AtOnce = ActionsWith<{ resource: 'deployments'; begun: 'atOnce' }>;
type AskedFor = Exclude<MenuAction, AtOnce>;

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

/** A trigger for each action, and the dialog of the one that asks. */
export const useActions = (deployment: Deployment, finalFocus: (asked: MenuAction) => ReturnType<FinalFocus>) => {
  const [dialog, setDialog] = useState<{ readonly asked: AskedFor; readonly open: boolean } | null>(null);
  const triggerOf = useTriggers(deployment, (asked) => setDialog({ asked, open: true }));
  return {
    triggerOf,
    dialog:
      dialog === null ? null : (
        <ActionDialog
          key={dialog.asked}
          action={dialog.asked}
          deployment={deployment}
          open={dialog.open}
          close={() => setDialog({ ...dialog, open: false })}
          finalFocus={() => finalFocus(dialog.asked)}
        />
      ),
  };
};

const isForm = (action: AskedFor): action is keyof typeof actionForms => action in actionForms;

function ActionDialog({ action, ...dialog }: ActionDialogProps & { readonly action: AskedFor }) {
  if (!isForm(action)) return <ConfirmedAction action={action} {...dialog} />;
  const Form = actionForms[action];
  return <Form {...dialog} />;
}
