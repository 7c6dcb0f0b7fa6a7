/**
 * Every privilege that the portal needs of its token, and on which path: the one list, which docs/proxmox-setup.md repeats for people
 * (a test compares them).
 */

import type { ClusterConfiguration } from '@portal/configuration';
import { agentPrivilege, type Permissions } from '@portal/proxmox-client';

export interface Grant {
  readonly path: string;
  readonly privileges: readonly string[];
  /** The role of docs/proxmox-setup.md that holds them. */
  readonly role: string;
}

const guestPrivileges = [
  'VM.Allocate',
  'VM.Audit',
  'VM.Clone',
  'VM.Config.CPU',
  'VM.Config.Memory',
  'VM.Config.Disk',
  'VM.Config.Network',
  'VM.Config.Options',
  'VM.Config.Cloudinit',
  'VM.PowerMgmt',
  'Pool.Audit',
] as const;

/** Only where VMs may have snapshots. */
const snapshotPrivileges = ['VM.Snapshot', 'VM.Snapshot.Rollback'] as const;
const storagePrivileges = ['Datastore.AllocateSpace', 'Datastore.Audit'] as const;
const networkPrivilege = 'SDN.Use';
const auditPrivilege = 'Sys.Audit';

const networkPath = '/sdn/zones/localnetwork';

/** `major`: of the cluster's PVE release. */
export function neededGrants({ settings }: ClusterConfiguration, major: number): readonly Grant[] {
  const snapshots = settings.snapshotsPerVm > 0 ? snapshotPrivileges : [];
  return [
    { path: '/', privileges: [auditPrivilege], role: 'PortalAudit' },
    { path: '/nodes', privileges: [auditPrivilege], role: 'PortalAudit' },
    {
      path: `/pool/${settings.pool}`,
      privileges: [...guestPrivileges, ...snapshots, agentPrivilege(major)],
      role: 'PortalGuests',
    },
    ...settings.storages.map((storage) => ({
      path: `/storage/${storage}`,
      privileges: storagePrivileges,
      role: 'PortalStorage',
    })),
    { path: networkPath, privileges: [networkPrivilege], role: 'PVESDNUser' },
  ];
}

/** By the nearest path above that PVE names, and for a path above only what propagates: as PVE itself decides. */
function holds(permissions: Permissions, path: string, privilege: string): boolean {
  const own = permissions[path];
  if (own !== undefined) return privilege in own;
  for (let above = parentOf(path); above !== null; above = parentOf(above)) {
    const held = permissions[above];
    if (held !== undefined) return held[privilege] === true;
  }
  return false;
}

function parentOf(path: string): string | null {
  if (path === '/') return null;
  const end = path.lastIndexOf('/');
  return end === 0 ? '/' : path.slice(0, end);
}

/** A bridge of its own may be granted instead of the whole zone. */
const networkGranted = (permissions: Permissions): boolean =>
  Object.entries(permissions).some(([path, held]) => path.startsWith('/sdn') && networkPrivilege in held);

export function missingOf(
  permissions: Permissions,
  { path, privileges }: Pick<Grant, 'path' | 'privileges'>,
): readonly string[] {
  if (path === networkPath && networkGranted(permissions)) return [];
  return privileges.filter((privilege) => !holds(permissions, path, privilege));
}
