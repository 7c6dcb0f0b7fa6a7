/** The privileges that a release of PVE knows: all of what root holds. */

/** Privilege to its propagate flag. */
export type Privileges = ReadonlyMap<string, boolean>;
export const noPrivileges: Privileges = new Map();

const common = [
  ...['Datastore.Allocate', 'Datastore.AllocateSpace', 'Datastore.AllocateTemplate', 'Datastore.Audit'],
  ...['Group.Allocate', 'Mapping.Audit', 'Mapping.Modify', 'Mapping.Use', 'Permissions.Modify'],
  ...['Pool.Allocate', 'Pool.Audit', 'Realm.Allocate', 'Realm.AllocateUser', 'SDN.Allocate', 'SDN.Audit', 'SDN.Use'],
  ...['Sys.AccessNetwork', 'Sys.Audit', 'Sys.Console', 'Sys.Incoming', 'Sys.Modify', 'Sys.PowerMgmt', 'Sys.Syslog'],
  ...['User.Modify', 'VM.Allocate', 'VM.Audit', 'VM.Backup', 'VM.Clone', 'VM.Config.CDROM', 'VM.Config.CPU'],
  ...['VM.Config.Cloudinit', 'VM.Config.Disk', 'VM.Config.HWType', 'VM.Config.Memory', 'VM.Config.Network'],
  ...['VM.Config.Options', 'VM.Console', 'VM.Migrate', 'VM.PowerMgmt', 'VM.Snapshot', 'VM.Snapshot.Rollback'],
];

const sinceNine = [
  ...['VM.GuestAgent.Audit', 'VM.GuestAgent.FileRead', 'VM.GuestAgent.FileSystemMgmt', 'VM.GuestAgent.FileWrite'],
  ...['VM.GuestAgent.Unrestricted', 'VM.Replicate'],
];

export function everyPrivilege(majorVersion: number): Privileges {
  const names = [...common, ...(majorVersion >= 9 ? sinceNine : ['VM.Monitor'])];
  return new Map(names.map((name) => [name, true]));
}
