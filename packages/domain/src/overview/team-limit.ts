// What the people of a team may hold together: the sum of what each may.
import type { Policy, Role } from '@portal/types';
import { rolePolicies } from '../quota/policy.ts';

/** How many people of a role. */
export interface RoleCount {
  readonly role: Role;
  readonly count: number;
}

export const teamLimit = (people: readonly RoleCount[]): Policy => {
  const together = (measure: keyof Policy): number =>
    people.reduce((sum, { role, count }) => sum + count * rolePolicies[role][measure], 0);
  return {
    deployments: together('deployments'),
    vcpus: together('vcpus'),
    memoryMiB: together('memoryMiB'),
    diskGiB: together('diskGiB'),
  };
};
