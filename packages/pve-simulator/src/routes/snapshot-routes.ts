/**
 * Snapshots of disks. What PVE refuses at once are names that mean something else; everything else is the worker's to
 * find out. Memory is not modelled: `vmstate` on a running guest is a 501.
 */
import type { Snapshot, Vm, VmConfig } from '../cluster/cluster-state.ts';
import { digestOf } from '../cluster/vm-configuration.ts';
import { dieError, notModelledError } from '../http/api-error.ts';
import { optionalFlag, optionalText, snapshotNameRule } from '../http/parameter-formats.ts';
import { type Answer, anyPrivilege, type Call, everybody, privileges, type Route, route } from '../http/route.ts';
import { assertUnlocked, changeLocked, requireGuest, requireSnapshot, startTask } from './guest-access.ts';

const reservedNames = [/^current$/, /^pending$/i];

function listed(snapshot: Snapshot): Record<string, unknown> {
  return {
    name: snapshot.name,
    snaptime: snapshot.time,
    vmstate: 0,
    description: snapshot.description,
    ...(snapshot.parent === null ? {} : { parent: snapshot.parent }),
    ...(snapshot.state === null ? {} : { snapstate: snapshot.state }),
  };
}

function list(call: Call): Answer {
  const vm = requireGuest(call);
  const current = {
    name: 'current',
    digest: digestOf(vm),
    running: vm.power === 'running' ? 1 : 0,
    description: 'You are here!',
    ...(vm.config.parent === undefined ? {} : { parent: vm.config.parent }),
  };
  return { data: [...vm.snapshots.map(listed), current] };
}

function create(call: Call): Answer {
  const name = call.parameters.text('snapname');
  const reserved = reservedNames.find((pattern) => pattern.test(name));
  if (reserved !== undefined) {
    throw dieError(`unable to use snapshot name '${name === 'current' ? name : 'pending'}' (reserved name)`);
  }
  const vm = requireGuest(call);
  if (call.parameters.flag('vmstate') === true && vm.power === 'running') throw notModelledError('snapshots of memory');
  const description = call.parameters.optionalText('description') ?? '';
  return startTask(call, { kind: 'snapshot', vmid: vm.vmid, name, description });
}

function rollback(call: Call): Answer {
  const vmid = call.parameters.integer('vmid');
  const start = call.parameters.flag('start') ?? false;
  return startTask(call, { kind: 'rollback', vmid, name: call.parameters.text('snapname'), start });
}

function remove(call: Call): Answer {
  const vmid = call.parameters.integer('vmid');
  const force = call.parameters.flag('force') ?? false;
  return startTask(call, { kind: 'delsnapshot', vmid, name: call.parameters.text('snapname'), force });
}

/** The hash of the password is in here, unmasked, as in PVE. */
export function snapshotConfig(snapshot: Snapshot): VmConfig {
  return {
    ...snapshot.config,
    ...(snapshot.parent === null ? {} : { parent: snapshot.parent }),
    snaptime: snapshot.time,
    ...(snapshot.description === '' ? {} : { description: snapshot.description }),
    ...(snapshot.state === null ? {} : { snapstate: snapshot.state }),
  };
}

async function describe(call: Call): Promise<Answer> {
  const description = call.parameters.optionalText('description');
  if (description === undefined) return { data: null };
  const snapshotOf = (vm: Vm) => requireSnapshot(vm, call.parameters.text('snapname'));
  return await changeLocked(
    call,
    (vm) => {
      assertUnlocked(vm);
      snapshotOf(vm);
    },
    (vm) => {
      snapshotOf(vm).description = description;
      call.cluster.changed();
    },
  );
}

const folder = '/nodes/{node}/qemu/{vmid}/snapshot';
const mayTake = privileges('/vms/{vmid}', 'VM.Snapshot');

export const snapshotRoutes: readonly Route[] = [
  route(`GET ${folder}`, { protected: true, permission: privileges('/vms/{vmid}', 'VM.Audit'), handle: list }),
  route(`POST ${folder}`, {
    protected: true,
    permission: mayTake,
    takes: { snapname: snapshotNameRule, vmstate: optionalFlag, description: optionalText },
    handle: create,
  }),
  route(`GET ${folder}/{snapname}`, {
    permission: everybody,
    handle: () => ({ data: [{ cmd: 'rollback' }, { cmd: 'config' }] }),
  }),
  route(`DELETE ${folder}/{snapname}`, {
    protected: true,
    permission: mayTake,
    takes: { force: optionalFlag },
    handle: remove,
  }),
  route(`GET ${folder}/{snapname}/config`, {
    permission: anyPrivilege('/vms/{vmid}', 'VM.Snapshot', 'VM.Snapshot.Rollback', 'VM.Audit'),
    handle: (call) => ({ data: snapshotConfig(requireSnapshot(requireGuest(call), call.parameters.text('snapname'))) }),
  }),
  route(`PUT ${folder}/{snapname}/config`, {
    protected: true,
    permission: mayTake,
    takes: { description: optionalText },
    handle: describe,
  }),
  route(`POST ${folder}/{snapname}/rollback`, {
    protected: true,
    permission: anyPrivilege('/vms/{vmid}', 'VM.Snapshot', 'VM.Snapshot.Rollback'),
    takes: { start: optionalFlag },
    handle: rollback,
  }),
];
