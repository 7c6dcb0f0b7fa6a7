/**
 * Every privilege that the portal needs of its token, and on which path: the one list, which docs/proxmox-setup.md repeats for people
 * (a test compares them).
 */

import type { ClusterConfiguration } from '@portal/configuration';
import type { GuestBridge } from '@portal/domain';
import { agentPrivilege, type Permissions } from '@portal/proxmox-client';

export interface Grant {
  readonly path: string;
  readonly privileges: readonly string[];
  /** The role of docs/proxmox-setup.md that holds them. */
  readonly role: string;
  /**
   * `below`: they are asked for on what lies below the path, so the entry has to propagate. `here`: on the path itself,
   * and an entry that propagates would give away more. Absent where nothing lies below.
   */
  readonly reach?: 'below' | 'here';
  /** What single features need there beside: one that lacks them is off, and the rest works. */
  readonly features?: Readonly<Record<string, readonly string[]>>;
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

const zonesPath = '/sdn/zones';
const localZone = 'localnetwork';

/** `major`: of the cluster's PVE release. */
export function neededGrants({ settings }: ClusterConfiguration, major: number): readonly Grant[] {
  const snapshots = settings.snapshotsPerVm > 0 ? snapshotPrivileges : [];
  return [
    { path: '/', privileges: [auditPrivilege], role: 'PortalAudit', reach: 'here' },
    { path: '/nodes', privileges: [auditPrivilege], role: 'PortalAudit', reach: 'below' },
    {
      path: `/pool/${settings.pool}`,
      privileges: [...guestPrivileges, ...snapshots, agentPrivilege(major)],
      role: 'PortalGuests',
      features: { console: ['VM.Console'], 'view of figures': ['VM.Audit'] },
    },
    ...settings.storages.map((storage) => ({
      path: `/storage/${storage}`,
      privileges: storagePrivileges,
      role: 'PortalStorage',
    })),
    networkGrant,
  ];
}

/** Of every bridge at once; each may be granted alone instead. */
export const networkGrant = {
  ...{ path: `${zonesPath}/${localZone}`, privileges: [networkPrivilege], role: 'PVESDNUser', reach: 'below' },
} as const satisfies Grant;

/** As PVE itself decides: by the nearest path of which something propagates. What does not replaces nothing below it. */
function holds(permissions: Permissions, { path, reach }: Pick<Grant, 'path' | 'reach'>, privilege: string): boolean {
  const own = permissions[path];
  if (own !== undefined && reach !== 'below') return privilege in own;
  for (let at: string | null = path; at !== null; at = parentOf(at)) {
    const held = permissions[at] ?? {};
    if (Object.values(held).includes(true)) return held[privilege] === true;
  }
  return false;
}

function parentOf(path: string): string | null {
  if (path === '/') return null;
  const end = path.lastIndexOf('/');
  return end === 0 ? '/' : path.slice(0, end);
}

export function missingOf(
  permissions: Permissions,
  grant: Pick<Grant, 'path' | 'privileges' | 'reach'>,
): readonly string[] {
  return grant.privileges.filter((privilege) => !holds(permissions, grant, privilege));
}

/** Single bridges and VNets that are granted, and zones with all of theirs. */
export const networkPathsOf = (permissions: Permissions): readonly string[] =>
  Object.keys(permissions).filter((path) => {
    const [, , , zone, network] = path.split('/');
    const reach = network === undefined ? 'below' : 'here';
    return path.startsWith(zonesPath) && zone !== undefined && holds(permissions, { path, reach }, networkPrivilege);
  });

/** PVE names a node's own bridges so. Anything else may be a VNet, of whose zone a token without SDN.Audit is not told. */
const localBridge = /^vmbr\d+$/;

export function networkGrantOf({ name }: GuestBridge): Grant {
  return localBridge.test(name) ? networkGrant : { ...networkGrant, path: `${zonesPath}/<its zone>` };
}

/**
 * Whether a card may be plugged in: PVE asks for its bridge, or for the VLAN tag below that where it has one.
 * `heldUnlessVnet`: among the nodes' own bridges, and in no zone of VNets.
 */
export function rightToUse(
  permissions: Permissions,
  { name, vlanTag }: GuestBridge,
): 'held' | 'heldUnlessVnet' | 'missing' {
  const tag = vlanTag === null ? '' : `/${vlanTag}`;
  const heldIn = (zone: string) => holds(permissions, { path: `${zonesPath}/${zone}/${name}${tag}` }, networkPrivilege);
  const named = Object.keys(permissions).flatMap((path) => /^\/sdn\/zones\/([^/]+)/.exec(path)?.[1] ?? []);
  const inEveryZone = () => holds(permissions, { path: zonesPath, reach: 'below' }, networkPrivilege);
  const elsewhere = () => inEveryZone() || named.some((zone) => zone !== localZone && heldIn(zone));
  const mayBeVnet = !localBridge.test(name);
  if (mayBeVnet && elsewhere()) return 'held';
  if (!heldIn(localZone)) return 'missing';
  return mayBeVnet ? 'heldUnlessVnet' : 'held';
}
