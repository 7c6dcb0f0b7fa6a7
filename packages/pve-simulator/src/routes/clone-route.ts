/** `POST …/clone`: the checks that PVE makes before it answers with a UPID. The id itself is checked again later. */
import type { Vm, VmConfig } from '../cluster/cluster-state.ts';
import { isTemplate } from '../cluster/vm-configuration.ts';
import { drivesOf } from '../config/drive.ts';
import { dieError, parameterError, permissionError } from '../http/api-error.ts';
import {
  configIdFormat,
  dnsNameFormat,
  nodeNameFormat,
  optionalCount,
  optionalFlag,
  optionalText,
  poolIdFormat,
  storageIdFormat,
  vmidRule,
} from '../http/parameter-formats.ts';
import { assertPrivilege } from '../http/permission-check.ts';
import { type Answer, type Call, privileges, type Route, route } from '../http/route.ts';
import { configExistsText } from '../tasks/clone-worker.ts';
import { assertBridgeRight } from './config-rights.ts';
import { assertQuorum, assertUnlocked, requireGuest, requireSnapshot, startTask } from './guest-access.ts';
import { requireStorageOnNode } from './node-routes.ts';

interface Places {
  readonly node: string;
  /** Null where the clone stays on the node of its source. */
  readonly target: string | null;
  readonly storage: string | undefined;
}

function assertPlaces(call: Call, { node, target, storage: id }: Places): void {
  if (target !== null && call.cluster.node(target) === undefined) throw dieError(`no such cluster node '${target}'`);
  if (id === undefined) return;
  const storage = requireStorageOnNode(call, id, node);
  if (!storage.content.includes('images')) {
    throw parameterError({ storage: `storage '${id}' does not support vm images` });
  }
  if (target === null) return;
  requireStorageOnNode(call, id, target);
  if (!storage.shared) throw dieError(`can't clone to non-shared storage '${id}'`);
}

/** The form of the clone, with PVE's defaults: linked for templates, full for everything else. */
function isFull(call: Call, source: Vm): boolean {
  const full = call.parameters.flag('full') ?? !isTemplate(source);
  if (full) return true;
  for (const name of ['storage', 'format']) {
    if (call.parameters.optionalText(name) !== undefined) {
      throw dieError(`parameter '${name}' not allowed for linked clones`);
    }
  }
  return false;
}

/** Disks link to the base volumes of a template, not to what a VM still writes to. */
function assertLinkable(source: Vm, config: VmConfig, snapshot: string | undefined): void {
  const disk = drivesOf(config).find((drive) => !drive.cdrom);
  if (isTemplate(source) || disk === undefined) return;
  const what = snapshot === undefined ? '' : 'a snapshot of ';
  throw dieError(`Linked clone feature is not supported for ${what}'${disk.volume}' (${disk.key})`);
}

function assertResourceRights(call: Call, config: VmConfig, { target, storage }: Places): void {
  const drives = drivesOf(config).filter((drive) => drive.storage !== null);
  for (const drive of drives.filter(({ cdrom }) => !cdrom)) {
    assertPrivilege(call, `/storage/${storage ?? drive.storage}`, 'Datastore.AllocateSpace');
  }
  assertBridgeRights(call, config);
  const shared = drives.every((drive) => call.cluster.storage(drive.storage ?? '')?.shared === true);
  if (target !== null && !shared) throw dieError(`can't clone VM to node '${target}' (VM uses local storage)`);
}

function assertBridgeRights(call: Call, config: VmConfig): void {
  for (const [key, value] of Object.entries(config)) {
    if (/^net\d+$/.test(key)) assertBridgeRight(call, String(value));
  }
}

function configToClone(source: Vm, snapshot: string | undefined): VmConfig {
  if (snapshot === undefined) return source.config;
  return requireSnapshot(source, snapshot).config;
}

function clone(call: Call): Answer {
  const { parameters, cluster } = call;
  const newId = parameters.integer('newid');
  const pool = parameters.optionalText('pool');
  const storage = parameters.optionalText('storage');
  const node = parameters.text('node');
  const asked = parameters.optionalText('target');
  const target = asked === undefined || asked === node || asked === 'localhost' ? null : asked;
  const places = { node, target, storage };
  if (pool !== undefined && !cluster.hasPool(pool)) throw permissionError();
  assertPlaces(call, places);
  assertQuorum(call);
  const source = requireGuest(call);
  assertUnlocked(source);
  const snapshot = parameters.optionalText('snapname');
  const config = configToClone(source, snapshot);
  const full = isFull(call, source);
  assertResourceRights(call, config, places);
  if (cluster.hasVm(newId)) throw dieError(configExistsText(newId));
  if (!full) assertLinkable(source, config, snapshot);
  return startTask(call, {
    kind: 'clone',
    vmid: source.vmid,
    newId,
    name: parameters.optionalText('name') ?? `Copy-of-VM-${config.name ?? source.vmid}`,
    description: parameters.optionalText('description') ?? null,
    pool: pool ?? null,
    full,
    storage: storage ?? null,
    format: parameters.optionalText('format') ?? null,
    target,
    snapshot: snapshot ?? null,
  });
}

export const cloneRoute: Route = route('POST /nodes/{node}/qemu/{vmid}/clone', {
  protected: true,
  permission: {
    kind: 'and',
    checks: [
      privileges('/vms/{vmid}', 'VM.Clone'),
      {
        kind: 'or',
        checks: [
          privileges('/vms/{newid}', 'VM.Allocate'),
          { kind: 'privileges', path: '/pool/{pool}', privileges: ['VM.Allocate'], requires: 'pool' },
        ],
      },
    ],
  },
  takes: {
    newid: vmidRule,
    name: { ...optionalText, format: dnsNameFormat },
    description: optionalText,
    pool: { ...optionalText, format: poolIdFormat },
    snapname: { ...optionalText, maxLength: 40, format: configIdFormat },
    storage: { ...optionalText, format: storageIdFormat },
    format: { ...optionalText, enum: ['raw', 'qcow2', 'vmdk'] },
    full: optionalFlag,
    target: { ...optionalText, format: nodeNameFormat },
    bwlimit: optionalCount,
  },
  handle: clone,
});
