/** The volumes of a storage, on this node or, shared, on any: what configurations name there, and what none names. */
import type { Cluster } from '../cluster/cluster.ts';
import type { Vm } from '../cluster/cluster-state.ts';
import { drivesOfVm, ownerOf, sizeOfVolume } from '../cluster/volumes.ts';
import { optionalText, storageContentFormat, storageIdFormat, vmidRule } from '../http/parameter-formats.ts';
import { type Answer, anyPrivilege, type Call, type Route, route } from '../http/route.ts';
import { requireStorageOnNode } from './node-routes.ts';

interface Volume {
  readonly volid: string;
  readonly vmid: number;
  readonly size: number;
}

function volumesOf(vm: Vm, storage: string): Volume[] {
  return drivesOfVm(vm)
    .filter((drive) => drive.storage === storage)
    .map((drive) => ({ volid: drive.volume, vmid: ownerOf(drive.volume) ?? vm.vmid, size: sizeOfVolume(drive) }));
}

function looseOn(cluster: Cluster, storage: string, node: string): Volume[] {
  return [...cluster.looseVolumes.values()]
    .filter((volume) => volume.storage === storage && (volume.node === null || volume.node === node))
    .map(({ volid, owner, sizeBytes }) => ({ volid, vmid: owner, size: sizeBytes }));
}

/** A linked volume is named after its base, which is where its parent comes from. */
function parentOf(volid: string): string | null {
  const base = /:((?:\d+\/)?base-\d+-disk-\d+(?:\.\w+)?)\//.exec(volid)?.[1];
  if (base === undefined) return null;
  return base.includes('/') ? `../${base}` : `${base}@__base__`;
}

/** An owner's volumes take a right on the owner, unless the whole storage is one's own. */
function maySee(call: Call, storage: string, vmid: number): boolean {
  const may = (path: string, privilege: string) => call.access.may(call.principal, path, privilege);
  if (may(`/storage/${storage}`, 'Datastore.Allocate')) return true;
  return may(`/storage/${storage}`, 'Datastore.Audit') && may(`/vms/${vmid}`, 'VM.Config.Disk');
}

function listContent(call: Call): Answer {
  const { parameters, cluster } = call;
  const node = parameters.text('node');
  const storage = requireStorageOnNode(call, parameters.text('storage'), node);
  const kind = parameters.optionalText('content');
  if (kind !== undefined && kind !== 'images') return { data: [] };
  const owner = parameters.optionalInteger('vmid');
  const ctime = Math.floor(cluster.bootedAt / 1000);
  const named = (storage.shared ? [...cluster.vms()] : cluster.vmsOfNode(node)).flatMap((vm) =>
    volumesOf(vm, storage.id),
  );
  const volumes = [...named, ...looseOn(cluster, storage.id, node)]
    .filter(({ vmid }) => (owner === undefined || vmid === owner) && maySee(call, storage.id, vmid))
    .sort((a, b) => a.volid.localeCompare(b.volid))
    .map((volume) => ({
      ...volume,
      content: 'images',
      format: volume.volid.endsWith('.qcow2') ? 'qcow2' : 'raw',
      parent: parentOf(volume.volid),
      used: Math.floor(volume.size / 4),
      ctime,
    }));
  return { data: volumes };
}

export const contentRoute: Route = route('GET /nodes/{node}/storage/{storage}/content', {
  protected: true,
  permission: anyPrivilege('/storage/{storage}', 'Datastore.Audit', 'Datastore.AllocateSpace'),
  takes: {
    storage: { type: 'string', format: storageIdFormat },
    content: { ...optionalText, format: storageContentFormat },
    vmid: { ...vmidRule, optional: true },
  },
  handle: listContent,
});
