// One icon for each action, the same everywhere.
import type { DeploymentAction } from '@portal/types';
import { CalendarPlus, type LucideIcon, Play, RotateCw, Square, Trash2 } from 'lucide-react';

export const actionIcons = {
  start: Play,
  stop: Square,
  reboot: RotateCw,
  extend: CalendarPlus,
  delete: Trash2,
} as const satisfies Record<DeploymentAction, LucideIcon>;
