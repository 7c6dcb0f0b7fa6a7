// How each operation is carried out.
import type { Operation } from '@portal/types';
import type { Workflow } from '../workflow.ts';
import { adopt } from './adopt.ts';
import { remove } from './delete.ts';
import { provision } from './provision.ts';
import { reboot } from './reboot.ts';
import { rebuild } from './rebuild.ts';
import { removeSnapshot } from './remove-snapshot.ts';
import { reset } from './reset.ts';
import { resize } from './resize.ts';
import { resume } from './resume.ts';
import { rollback } from './rollback.ts';
import { setPassword } from './set-password.ts';
import { snapshot } from './snapshot.ts';
import { start } from './start.ts';
import { stop } from './stop.ts';
import { suspend } from './suspend.ts';
import { trash } from './trash.ts';

export const workflows = {
  provision,
  start,
  stop,
  expire: stop,
  reboot,
  reset,
  suspend,
  resume,
  snapshot,
  rollback,
  remove_snapshot: removeSnapshot,
  resize,
  set_password: setPassword,
  rebuild,
  adopt,
  delete: remove,
  trash,
} as const satisfies Record<Operation, Workflow>;
