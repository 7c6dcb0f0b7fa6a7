/** `POST …/clone`: the checks that PVE makes before it answers with a UPID. The id itself is checked again later. */
import type { Vm } from '../cluster/cluster-state.ts';
import { isTemplate, nameOf } from '../cluster/vm-configuration.ts';
import { networkSyntax } from '../config/config-options.ts';
import { drivesOf } from '../config/drive.ts';
import { parsePropertyString } from '../config/property-string.ts';
import { dieError, permissionError } from '../http/api-error.ts';
import {
  configIdFormat,
  dnsNameFormat,
  guestRules,
  nodeNameFormat,
  optionalCount,
  optionalFlag,
  optionalText,
  poolIdFormat,
  storageIdFormat,
  vmidRule,
} from '../http/parameter-formats.ts';
import { assertPrivilege } from '../http/permission-check.ts';
import { type Answer, type Call, privileges, type Route } from '../http/route.ts';
import { configExistsText } from '../tasks/clone-worker.ts';
import { assertQuorum, assertUnlocked, requireGuest } from './guest-access.ts';

function assertStorage(call: Call, id: string, node: string): void {
  const storage = call.cluster.storage(id);
  if (storage === undefined) throw dieError(`storage '${id}' does not exist`);
  if (!call.cluster.storageOnNode(storage, node)) throw dieError(`storage '${id}' is not available on node '${node}'`);
  if (!storage.content.includes('images')) throw dieError(`storage '${id}' does not support content-type 'images'`);
}

function assertTarget(call: Call, source: Vm, target: string, storage: string | undefined): void {
  if (call.cluster.node(target) === undefined) throw dieError(`no such cluster node '${target}'`);
  if (target === source.node) return;
  const used = drivesOf(source.config).flatMap((drive) => drive.storage ?? []);
  for (const id of [...used, ...(storage === undefined ? [] : [storage])]) {
    if (call.cluster.storage(id)?.shared !== true) {
      throw dieError(`can't clone VM to node '${target}' (VM uses local storage)`);
    }
    assertStorage(call, id, target);
  }
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
  const disk = drivesOf(source.config).find((drive) => !drive.cdrom);
  if (!isTemplate(source) && disk !== undefined) {
    throw dieError(`Linked clone feature is not supported for '${disk.volume}' (${disk.key})`);
  }
  return false;
}

function assertResourceRights(call: Call, source: Vm, storage: string | undefined): void {
  for (const drive of drivesOf(source.config)) {
    const used = storage ?? drive.storage;
    if (used === null || (drive.cdrom && !drive.cloudInit)) continue;
    assertPrivilege(call, `/storage/${used}`, 'Datastore.AllocateSpace');
  }
  for (const [key, value] of Object.entries(source.config)) {
    if (!/^net\d+$/.test(key)) continue;
    const bridge = parsePropertyString(String(value), networkSyntax).values.get('bridge');
    if (bridge !== undefined) assertPrivilege(call, `/sdn/zones/localnetwork/${bridge}`, 'SDN.Use');
  }
}

function clone(call: Call): Answer {
  const { parameters, cluster } = call;
  const newId = parameters.integer('newid');
  const pool = parameters.optionalText('pool');
  const storage = parameters.optionalText('storage');
  const target = parameters.optionalText('target');
  const node = parameters.text('node');
  if (pool !== undefined && !cluster.hasPool(pool)) throw permissionError();
  if (storage !== undefined) assertStorage(call, storage, node);
  const source = requireGuest(call);
  if (target !== undefined) assertTarget(call, source, target, storage);
  assertQuorum(call);
  assertUnlocked(source);
  const snapshot = parameters.optionalText('snapname');
  if (snapshot !== undefined) throw dieError(`snapshot '${snapshot}' does not exist`);
  const full = isFull(call, source);
  assertResourceRights(call, source, storage);
  if (cluster.hasVm(newId)) throw dieError(configExistsText(newId));
  const upid = call.tasks.start({
    node,
    principal: call.principal,
    job: {
      kind: 'clone',
      vmid: source.vmid,
      newId,
      name: parameters.optionalText('name') ?? `Copy-of-VM-${nameOf(source)}`,
      description: parameters.optionalText('description') ?? null,
      pool: pool ?? null,
      full,
      storage: storage ?? null,
      format: parameters.optionalText('format') ?? null,
      target: target ?? null,
    },
  });
  return { data: upid };
}

export const cloneRoute: Route = {
  method: 'POST',
  path: '/nodes/{node}/qemu/{vmid}/clone',
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
  parameters: {
    rules: {
      ...guestRules,
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
  },
  handle: clone,
};
