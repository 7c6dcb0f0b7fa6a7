/**
 * Every privilege that the portal needs of its token, and on which path: the one list, which docs/proxmox-setup.md repeats for people
 * (a test compares them).
 */

import type { ClusterConfiguration } from '@portal/configuration';
import { featurePrivileges, type GuestBridge, holds, type Permissions, type Where } from '@portal/domain';

export interface Grant extends Where {
  readonly privileges: readonly string[];
  /** The role of docs/proxmox-setup.md that holds them. */
  readonly role: string;
  /** What single features need there beside: one that lacks them is off, and the rest works. */
  readonly features?: Readonly<Record<string, readonly string[]>>;
}

const storagePrivileges = ['Datastore.AllocateSpace', 'Datastore.Audit'] as const;
const networkPrivilege = 'SDN.Use';
const auditPrivilege = 'Sys.Audit';

const zonesPath = '/sdn/zones';
const localZone = 'localnetwork';

/** `major`: of the cluster's PVE release. */
export function neededGrants({ settings }: ClusterConfiguration, major: number): readonly Grant[] {
  const { machines, snapshots, rollback, ...others } = featurePrivileges(major);
  return [
    { path: '/', privileges: [auditPrivilege], role: 'PortalAudit', reach: 'here' },
    { path: '/nodes', privileges: [auditPrivilege], role: 'PortalAudit', reach: 'below' },
    {
      path: `/pool/${settings.pool}`,
      privileges: machines,
      role: 'PortalGuests',
      features: {
        ...(settings.snapshotsPerVm > 0 && { 'making snapshots': snapshots, 'going back to snapshots': rollback }),
        resizing: others.resize,
        'setting passwords': others.password,
        'the console': others.console,
        'the serial console': others.serial,
        'the view of figures': others.figures,
      },
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
