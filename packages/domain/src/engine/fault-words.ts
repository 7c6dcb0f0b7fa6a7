// What an owner reads while a step waits for a fault of the cluster to pass: what is the matter, the cluster's own words
// for it, and that nothing is asked of them. Where things are in the cluster is not told.
import { adviceOn } from '../deployment/failure-advice.ts';
import type { HypervisorError, HypervisorErrorCode } from '../hypervisor.ts';
import { GuestLockedError } from './guest-lock.ts';

const matters: Partial<Record<HypervisorErrorCode, string>> = {
  unauthenticated: 'The cluster does not accept the portal’s token, which an administrator has to mend',
  unreachable: 'The cluster, or one of its nodes, cannot be reached',
  deadline: 'The cluster did not answer in time',
  locked: 'Something else in the cluster holds a lock that this needs',
  no_quorum: 'The cluster has no quorum, and changes nothing until it has',
  config_changed: 'Somebody else changed the VM at the same moment',
  task_missing: 'The cluster no longer knows its task, so the portal looks for what became of it',
};

const goesOn = 'The portal goes on trying.';
const withoutStop = (text: string): string => text.replace(/[.\s]+$/, '');

const untilUnlocked = {
  running: 'The portal goes on when it has ended.',
  unknown: 'The portal goes on when it has ended.',
  leftover: 'An administrator has to release the lock; the portal then goes on by itself.',
} as const satisfies Record<GuestLockedError['holder'], string>;

/** Where the cluster's own words do not say it. */
const causes: Partial<Record<HypervisorErrorCode, string>> = {
  storage_full: 'The storage has no space left',
};

/** What failed and why, for the owner, and what to do about it where that is known. */
export const whyItFailed = (
  what: string,
  { code, message }: HypervisorError,
  advice: string | null = adviceOn(code),
): string => {
  const cause = causes[code];
  const why = cause === undefined ? message : `${cause} (${withoutStop(message)})`;
  return advice === null ? `${what}: ${why}` : `${what}: ${withoutStop(why)}. ${advice}`;
};

/** The engine's own reasons are sentences already. */
export const whyItWaits = (error: HypervisorError): string => {
  if (error instanceof GuestLockedError) return `${error.message} ${untilUnlocked[error.holder]}`;
  const { code, message, quotes, call } = error;
  if (quotes) return `${matters[code] ?? 'The cluster could not do this yet'}: ${withoutStop(message)}. ${goesOn}`;
  return call === null ? message : `${withoutStop(message)}. ${goesOn}`;
};
