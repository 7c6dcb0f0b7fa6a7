// What to do about what failed, by its cause. It ends the message that an owner reads; readers of a verdict on the template leave
// it away.
import type { HypervisorErrorCode } from '../hypervisor.ts';

/** For a VM that could not be set up, where its cause says nothing better. */
const setUpAnew = 'Rebuild it, or delete it and create it again; if that fails too, tell an administrator.';

const byCause: Partial<Record<HypervisorErrorCode, string>> = {
  locked: 'An administrator can say what holds the lock; try again once it is released.',
  protected: 'An administrator can take the protection off in Proxmox VE.',
  storage_full: 'An administrator has to make room on the storage; until then it would fail again.',
  balloon_above_memory:
    'Create it again with more memory: its template keeps more than was asked for. An administrator can lower that.',
  forbidden: 'The portal lacks a right in Proxmox VE for this; an administrator has to grant it.',
  no_quorum: 'An administrator has to look at the cluster; try again once it is whole.',
  unreachable: 'An administrator has to look at the cluster; try again once it answers.',
};

/** Null where the words of the fault are all there is. */
export const adviceOn = (code: HypervisorErrorCode): string | null => byCause[code] ?? null;

export const setUpAdviceOn = (code: HypervisorErrorCode): string => adviceOn(code) ?? setUpAnew;

const advices = [setUpAnew, ...Object.values(byCause)].map((advice) => ` ${advice}`);

export const withoutAdvice = (message: string): string => {
  const given = advices.find((advice) => message.endsWith(advice));
  return given === undefined ? message : message.slice(0, -given.length);
};
