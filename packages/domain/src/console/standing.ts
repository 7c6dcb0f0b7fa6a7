// Whether somebody may have the console of a VM now, and whether what they type reaches it: a pure function of the person and the
// deployment, asked when it is opened and again with everything that happens to either.
import { type ConsoleEnd, hasConsole } from '@portal/types';
import { statusOf } from '../deployment-status.ts';
import { may, type Person } from '../principal.ts';
import type { Deployment } from '../records.ts';

export type ConsoleStanding =
  | { readonly isOpen: true; readonly viewOnly: boolean }
  | { readonly isOpen: false; readonly end: ConsoleEnd };

/** Whoever has keyboard and screen of a VM can restart it: what they type reaches it where they may ask for that. */
const typing = 'deployments.reboot';

const ended = (end: ConsoleEnd): ConsoleStanding => ({ isOpen: false, end });

export const consoleStanding = (person: Person, deployment: Deployment | null): ConsoleStanding => {
  if (deployment === null || !may(person, 'deployments.console', deployment).allowed) return ended('rights_changed');
  if (deployment.leaseEnded || deployment.operation === 'expire') return ended('lease_ended');
  if (deployment.rest === 'quarantined') return ended('vm_uncertain');
  if (!hasConsole(statusOf(deployment))) return ended('vm_off');
  return { isOpen: true, viewOnly: !may(person, typing, deployment).allowed };
};
