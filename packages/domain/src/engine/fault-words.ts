// What an owner reads while a step waits for a fault of the cluster to pass: what is the matter, the cluster's own words
// for it, and that nothing is asked of them. Where things are in the cluster is not told.
import type { HypervisorError, HypervisorErrorCode } from '../hypervisor.ts';

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

/** The engine's own reasons are sentences already. */
export const whyItWaits = ({ code, message, quotes, call }: HypervisorError): string => {
  if (quotes) return `${matters[code] ?? 'The cluster could not do this yet'}: ${withoutStop(message)}. ${goesOn}`;
  return call === null ? message : `${withoutStop(message)}. ${goesOn}`;
};
