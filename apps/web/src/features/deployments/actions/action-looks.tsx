// The icon of each action of the menu, the same everywhere, and the form of those that need more than a press.
import type { ActionsWith, Deployment, MenuAction } from '@portal/types';
import {
  ArrowRightLeft,
  CalendarPlus,
  Hammer,
  type LucideIcon,
  Pause,
  Pencil,
  Play,
  RotateCw,
  Scaling,
  Square,
  StepForward,
  Trash2,
  Zap,
} from 'lucide-react';
import type { ReactNode } from 'react';
import type { FinalFocus } from '@/components/dialog.tsx';
import type { AskingDialog } from './action-feedback.ts';
import { EditDialog } from './edit-dialog.tsx';
import { ExtendDialog } from './extend-dialog.tsx';
import { ResizeDialog } from './resize-dialog.tsx';
import { TransferDialog } from './transfer-dialog.tsx';

const actionIcons = {
  start: Play,
  stop: Square,
  reboot: RotateCw,
  reset: Zap,
  suspend: Pause,
  resume: StepForward,
  extend: CalendarPlus,
  resize: Scaling,
  edit: Pencil,
  transfer: ArrowRightLeft,
  rebuild: Hammer,
  delete: Trash2,
} as const satisfies Record<MenuAction, LucideIcon>;

export function ActionIcon({ action }: { readonly action: MenuAction }) {
  const Icon = actionIcons[action];
  return <Icon aria-hidden className="size-4" />;
}

export interface ActionDialogProps extends AskingDialog {
  readonly deployment: Deployment;
  readonly finalFocus?: FinalFocus | undefined;
}

export const actionForms: Readonly<
  Record<ActionsWith<{ resource: 'deployments'; begun: 'form' }>, (props: ActionDialogProps) => ReactNode>
> = { extend: ExtendDialog, resize: ResizeDialog, edit: EditDialog, transfer: TransferDialog };
