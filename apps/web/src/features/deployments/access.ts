// Whether and how a VM can be reached: one table over the statuses, for the list and for the page of a deployment.
import { type Deployment, type DeploymentStatus, failuresWithoutGuest, movingStatuses, recordOf } from '@portal/types';

/** Why no address is offered, or what there is to know beside it. `waiting`: it comes by itself. */
type AccessNote =
  | 'waiting'
  | 'unready'
  | 'agentless'
  | 'fallback'
  | 'off'
  | 'suspending'
  | 'suspended'
  | 'failed'
  | 'gone'
  | 'quarantined';

interface Way {
  /** What is known of its addresses is offered; otherwise none is, whatever is on record. */
  readonly isOpen: boolean;
  /** There is a VM to sign in to, though it may not be reached now. */
  readonly hasSignIn: boolean;
  readonly otherwise: AccessNote;
}

const ways = {
  open: { isOpen: true, hasSignIn: true, otherwise: 'waiting' },
  /** It goes on as it was: up with its address, or off without one. */
  asItWas: { isOpen: true, hasSignIn: true, otherwise: 'off' },
  suspending: { isOpen: true, hasSignIn: true, otherwise: 'suspending' },
  suspended: { isOpen: true, hasSignIn: true, otherwise: 'suspended' },
  comingUp: { isOpen: false, hasSignIn: true, otherwise: 'waiting' },
  toBeMade: { isOpen: false, hasSignIn: false, otherwise: 'waiting' },
  off: { isOpen: false, hasSignIn: true, otherwise: 'off' },
  failed: { isOpen: false, hasSignIn: true, otherwise: 'failed' },
  unmade: { isOpen: false, hasSignIn: false, otherwise: 'failed' },
  gone: { isOpen: false, hasSignIn: false, otherwise: 'gone' },
  /** It may be another machine: neither its address nor a password for it is handed out. */
  quarantined: { isOpen: false, hasSignIn: false, otherwise: 'quarantined' },
} as const satisfies Record<string, Way>;

const wayIn: Readonly<Record<DeploymentStatus, keyof typeof ways>> = {
  ...recordOf(movingStatuses, () => 'asItWas' as const),
  queued: 'toBeMade',
  provisioning: 'toBeMade',
  running: 'open',
  stopping: 'off',
  stopped: 'off',
  starting: 'comingUp',
  rebooting: 'comingUp',
  resetting: 'comingUp',
  suspending: 'suspending',
  suspended: 'suspended',
  resuming: 'comingUp',
  rolling_back: 'off',
  rebuilding: 'toBeMade',
  adopting: 'quarantined',
  failed: 'failed',
  expired: 'off',
  trashed: 'off',
  deleting: 'gone',
  deleted: 'gone',
  quarantined: 'quarantined',
};

export interface Access {
  readonly addresses: readonly string[];
  readonly hasSignIn: boolean;
  /** Null when there is nothing to say: an address of its own is there and answers. */
  readonly note: AccessNote | null;
}

type Reachable = Pick<Deployment, 'status' | 'failureCode' | 'addresses' | 'addressesAreFallback' | 'guestAgent'>;

const noteOf = (
  { guestAgent, addressesAreFallback }: Reachable,
  { hasSignIn, otherwise }: Way,
  offered: readonly string[],
): AccessNote | null => {
  if (otherwise === 'suspending' || otherwise === 'suspended') return otherwise;
  if (offered.length > 0) return addressesAreFallback ? 'fallback' : null;
  if (otherwise !== 'waiting' || guestAgent) return otherwise;
  // Nobody tells the portal of one.
  return hasSignIn ? 'agentless' : 'unready';
};

const wayOf = ({ status, failureCode }: Reachable): keyof typeof ways => {
  if (failureCode === 'vm_missing') return 'gone';
  return failureCode !== null && failuresWithoutGuest.has(failureCode) ? 'unmade' : wayIn[status];
};

export const accessTo = (deployment: Reachable): Access => {
  const way: Way = ways[wayOf(deployment)];
  const addresses = way.isOpen ? deployment.addresses : [];
  return { addresses, hasSignIn: way.hasSignIn, note: noteOf(deployment, way, addresses) };
};
