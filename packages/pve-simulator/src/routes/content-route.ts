/** The volumes of a storage: what the configurations name there, on this node or, shared, on any. */
import type { Vm } from '../cluster/cluster-state.ts';
import { drivesOf } from '../config/drive.ts';
import { nodeRule, optionalText, storageContentFormat, storageIdFormat, vmidRule } from '../http/parameter-formats.ts';
import { type Answer, anyPrivilege, type Call, type Route } from '../http/route.ts';
import { requireStorageOnNode } from './node-routes.ts';

interface Volume {
  readonly volid: string;
  readonly vmid: number;
  readonly size: number;
}

const cloudInitBytes = 4 * 1024 ** 2;

function volumesOf(vm: Vm, storage: string): Volume[] {
  return drivesOf(vm.config)
    .filter((drive) => drive.storage === storage && (!drive.cdrom || drive.cloudInit))
    .filter((drive) => !vm.missingVolumes.includes(drive.volume))
    .map((drive) => ({ volid: drive.volume, vmid: vm.vmid, size: drive.sizeBytes ?? cloudInitBytes }));
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
  const storage = requireStorageOnNode(call);
  const kind = parameters.optionalText('content');
  if (kind !== undefined && kind !== 'images') return { data: [] };
  const owner = parameters.optionalInteger('vmid');
  const ctime = Math.floor(cluster.bootedAt / 1000);
  const volumes = (storage.shared ? [...cluster.vms()] : cluster.vmsOfNode(parameters.text('node')))
    .filter(({ vmid }) => (owner === undefined || vmid === owner) && maySee(call, storage.id, vmid))
    .flatMap((vm) => volumesOf(vm, storage.id))
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

export const contentRoute: Route = {
  method: 'GET',
  path: '/nodes/{node}/storage/{storage}/content',
  protected: true,
  permission: anyPrivilege('/storage/{storage}', 'Datastore.Audit', 'Datastore.AllocateSpace'),
  parameters: {
    rules: {
      node: nodeRule,
      storage: { type: 'string', format: storageIdFormat },
      content: { ...optionalText, format: storageContentFormat },
      vmid: { ...vmidRule, optional: true },
    },
  },
  handle: listContent,
};
