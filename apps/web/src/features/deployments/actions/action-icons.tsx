// One icon for each action, the same everywhere.

import type { DeploymentAction } from '@portal/types';
import {
  CalendarPlus,
  Hammer,
  History,
  type LucideIcon,
  Pause,
  Play,
  RotateCw,
  Save,
  Square,
  StepForward,
  Trash2,
  Zap,
} from 'lucide-react';

export const actionIcons = {
  start: Play,
  stop: Square,
  reboot: RotateCw,
  reset: Zap,
  suspend: Pause,
  resume: StepForward,
  snapshot: Save,
  rollback: History,
  remove_snapshot: Trash2,
  extend: CalendarPlus,
  rebuild: Hammer,
  delete: Trash2,
} as const satisfies Record<DeploymentAction, LucideIcon>;
