// The icon of each action of the menu, the same everywhere.
import type { GroupedAction } from '@portal/types';
import {
  ArrowRightLeft,
  CalendarPlus,
  Hammer,
  KeyRound,
  type LucideIcon,
  Pause,
  Pencil,
  Play,
  RotateCw,
  Scaling,
  ShieldCheck,
  ShieldOff,
  Square,
  StepForward,
  Trash2,
  Undo2,
  Zap,
} from 'lucide-react';

const actionIcons = {
  start: Play,
  stop: Square,
  reboot: RotateCw,
  reset: Zap,
  suspend: Pause,
  resume: StepForward,
  extend: CalendarPlus,
  resize: Scaling,
  set_password: KeyRound,
  edit: Pencil,
  transfer: ArrowRightLeft,
  protect: ShieldCheck,
  unprotect: ShieldOff,
  rebuild: Hammer,
  delete: Trash2,
  restore: Undo2,
  delete_now: Trash2,
} as const satisfies Record<GroupedAction, LucideIcon>;

export function ActionIcon({ action }: { readonly action: GroupedAction }) {
  const Icon = actionIcons[action];
  return <Icon aria-hidden className="size-4" />;
}
