// What the portal's token needs on a cluster, feature by feature: the one table, which `pve:check`, the portal and its health page read;
// and what of that it lacks.
import { type ClusterFeature, clusterFeatures, type ReasonWith, recordOf } from '@portal/types';
import type { Cluster } from './records.ts';

/** `/access/permissions`: path, then privilege, then whether it propagates to what lies below. Empty without any ACL. */
export type Permissions = Readonly<Record<string, Readonly<Record<string, boolean>>>>;

/** By feature, what it lacks: mostly nothing. */
export type MissingPrivileges = Readonly<Record<ClusterFeature, readonly string[]>>;

/** What a token needs to ask a VM's guest agent for addresses and host name. PVE 9 no longer knows `VM.Monitor`. */
export const agentPrivilege = (major: number): 'VM.Monitor' | 'VM.GuestAgent.Audit' =>
  major < 9 ? 'VM.Monitor' : 'VM.GuestAgent.Audit';

/** The same to have the agent change something in the guest, which PVE gives with everything else that an agent does. */
export const agentChangePrivilege = (major: number): 'VM.Monitor' | 'VM.GuestAgent.Unrestricted' =>
  major < 9 ? 'VM.Monitor' : 'VM.GuestAgent.Unrestricted';

/** On the portal's pool. `major`: of the cluster's PVE release. */
export const featurePrivileges = (major: number): MissingPrivileges => ({
  machines: [
    ...['VM.Allocate', 'VM.Audit', 'VM.Clone', 'VM.Config.CPU', 'VM.Config.Memory', 'VM.Config.Disk'],
    ...['VM.Config.Network', 'VM.Config.Options', 'VM.Config.Cloudinit', 'VM.PowerMgmt', 'Pool.Audit'],
    agentPrivilege(major),
  ],
  snapshots: ['VM.Snapshot'],
  rollback: ['VM.Snapshot.Rollback'],
  resize: ['VM.Config.CPU', 'VM.Config.Memory', 'VM.Config.Disk'],
  password: [agentChangePrivilege(major)],
  console: ['VM.Console'],
  serial: ['VM.Console'],
  figures: ['VM.Audit'],
});

/** A path, and whether the privileges there are asked for on the path itself or on what lies below it. */
export interface Where {
  readonly path: string;
  /**
   * `below`: they are asked for on what lies below the path, so the entry has to propagate. `here`: on the path itself,
   * and an entry that propagates would give away more. Absent where nothing lies below.
   */
  readonly reach?: 'below' | 'here';
}

const parentOf = (path: string): string | null => {
  if (path === '/') return null;
  const end = path.lastIndexOf('/');
  return end === 0 ? '/' : path.slice(0, end);
};

/** As PVE itself decides: by the nearest path of which something propagates. What does not replaces nothing below it. */
export const holds = (permissions: Permissions, { path, reach }: Where, privilege: string): boolean => {
  const own = permissions[path];
  if (own !== undefined && reach !== 'below') return privilege in own;
  for (let at: string | null = path; at !== null; at = parentOf(at)) {
    const held = permissions[at] ?? {};
    if (Object.values(held).includes(true)) return held[privilege] === true;
  }
  return false;
};

/** PVE takes the one for the other as well. */
const takenFor: Readonly<Record<string, string>> = { 'VM.Snapshot.Rollback': 'VM.Snapshot' };

/** On a VM, PVE adds what is held by its pool to what is held by its own path: either will do. */
const placesOf = (where: Where, privilege: string): readonly Where[] =>
  where.path.startsWith('/pool/') && privilege.startsWith('VM.') ? [where, { path: '/vms', reach: 'below' }] : [where];

export const missingOf = (
  permissions: Permissions,
  { privileges, ...where }: Where & { readonly privileges: readonly string[] },
): readonly string[] => {
  const isHeld = (privilege: string) => placesOf(where, privilege).some((at) => holds(permissions, at, privilege));
  return privileges.filter((privilege) => ![privilege, takenFor[privilege] ?? privilege].some(isHeld));
};

export const missingPrivileges = (
  permissions: Permissions,
  { pool }: Pick<Cluster, 'pool'>,
  major: number,
): MissingPrivileges => {
  const needed = featurePrivileges(major);
  return recordOf(clusterFeatures, (feature) =>
    missingOf(permissions, { path: `/pool/${pool}`, privileges: needed[feature] }),
  );
};

/** Why a feature is off; null where nothing is known against it. */
export const featureObstacle = (
  missing: MissingPrivileges | null,
  feature: ClusterFeature,
): ReasonWith<'privilege_missing'> | null => {
  const lacking = missing?.[feature] ?? [];
  return lacking.length === 0 ? null : { code: 'privilege_missing', params: { privileges: lacking.join(', ') } };
};
