'use client';
// The dialog of an action that asks: a form of its own, or what is lost. Loaded when it is first used, with the question itself.
import type { ActionsWith, Deployment } from '@portal/types';
import type { ReactNode } from 'react';
import type { FinalFocus } from '@/components/dialog.tsx';
import type { AskingDialog } from './action-feedback.ts';
import { ConfirmedAction } from './confirmed-action.tsx';
import { EditDialog } from './edit-dialog.tsx';
import { ExtendDialog } from './extend-dialog.tsx';
import { ResizeDialog } from './resize-dialog.tsx';
import { ScheduleDialog } from './schedule-dialog.tsx';
import { TransferDialog } from './transfer-dialog.tsx';

export { QuestionDialog } from './question-dialog.tsx';

export interface ActionDialogProps extends AskingDialog {
  readonly deployment: Deployment;
  readonly finalFocus?: FinalFocus | undefined;
}

type Form = ActionsWith<{ resource: 'deployments'; begun: 'form' }>;
export type AskedFor = Form | ActionsWith<{ resource: 'deployments'; begun: 'asked' }>;

const forms = {
  extend: ExtendDialog,
  resize: ResizeDialog,
  edit: EditDialog,
  transfer: TransferDialog,
  set_schedule: ScheduleDialog,
} as const satisfies Readonly<Record<Form, (props: ActionDialogProps) => ReactNode>>;

const isForm = (action: AskedFor): action is Form => action in forms;

export function ActionDialog({ action, ...dialog }: ActionDialogProps & { readonly action: AskedFor }) {
  if (!isForm(action)) return <ConfirmedAction action={action} {...dialog} />;
  const Form = forms[action];
  return <Form {...dialog} />;
}
