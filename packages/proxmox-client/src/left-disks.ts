// Which disks that bear a VM's id its destruction does not touch, by how PVE names volumes.

/** A linked clone's is named after its base as well: `local:9000/base-9000-disk-0.qcow2/310/vm-310-disk-0.qcow2`. */
const nameOf = (volume: string): string => volume.split(/[:/]/).at(-1) ?? volume;

/** Memory of snapshots and images of a backup under way: PVE destroys them with the VM, and its configuration does not show them. */
const goesWithTheVm = /^vm-\d+-(?:state|fleece)-/;

/** `named`: those of the VM's configuration; both of one storage. */
export const leftOf = (named: readonly string[], listed: readonly string[]): readonly string[] => {
  const names = new Set(named.map(nameOf));
  return listed.filter((volume) => !names.has(nameOf(volume)) && !goesWithTheVm.test(nameOf(volume)));
};
