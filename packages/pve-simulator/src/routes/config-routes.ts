/**
 * The configuration of a VM: reading it with or without pending values, and changing it at once (PUT) or in a task
 * (POST). Checks come in PVE's order: root-only options, rights per group of options, lock, digest.
 */
import { createHash, randomBytes } from 'node:crypto';
import type { ConfigValue, Vm, VmConfig } from '../cluster/cluster-state.ts';
import { digestOf, maskSecrets, shownConfig } from '../cluster/vm-configuration.ts';
import {
  applyConfigChange,
  balloonComplaint,
  bootComplaint,
  type ConfigChange,
  cloudInitComplaint,
} from '../config/config-change.ts';
import { changeControls, configOption } from '../config/config-options.ts';
import { cardOf } from '../config/option-formats.ts';
import { areKeys, decodeKeys } from '../config/ssh-keys.ts';
import { dieError, parameterError } from '../http/api-error.ts';
import { optionalFlag, optionalText, snapshotNameRule, splitList, storageIdFormat } from '../http/parameter-formats.ts';
import { type Answer, anyPrivilege, type Call, privileges, type Route, route } from '../http/route.ts';
import { changedConfigText } from '../tasks/worker-guards.ts';
import { assertOptionRights } from './config-rights.ts';
import {
  assertNo,
  assertNoRootOptions,
  assertUnlocked,
  changeLocked,
  requireGuest,
  requireSnapshot,
  startTask,
} from './guest-access.ts';
import { snapshotConfig } from './snapshot-routes.ts';

const pathAndControls = new Set([
  ...['node', 'vmid', 'background_delay', 'import-working-storage'],
  ...Object.keys(changeControls),
]);

function readConfig(call: Call): Answer {
  const vm = requireGuest(call);
  const snapshot = call.parameters.optionalText('snapshot');
  if (snapshot !== undefined) {
    if (call.parameters.flag('current') === true) {
      throw parameterError({
        snapshot: "cannot use 'snapshot' parameter with 'current'",
        current: "cannot use 'snapshot' parameter with 'current'",
      });
    }
    return { data: { ...maskSecrets(snapshotConfig(requireSnapshot(vm, snapshot))), digest: digestOf(vm) } };
  }
  const config = call.parameters.flag('current') === true ? vm.config : shownConfig(vm);
  return { data: { ...maskSecrets(config), digest: digestOf(vm) } };
}

function readPending(call: Call): Answer {
  const vm = requireGuest(call);
  const current = maskSecrets(vm.config);
  const pending = maskSecrets(vm.pending);
  const keys = [...new Set([...Object.keys(current), ...Object.keys(pending)])];
  const data = keys.map((key) => ({
    key,
    ...(current[key] === undefined ? {} : { value: current[key] }),
    ...(pending[key] === undefined ? {} : { pending: pending[key] }),
    ...(vm.pendingDelete.includes(key) ? { delete: 1 } : {}),
  }));
  return { data };
}

/** What looks like a hash already is taken for one. */
function hashedPassword(password: string): string {
  if (/^\$(?:[156]|2[ay])(?:\$.+){2}/.test(password)) return password;
  const salt = randomBytes(6).toString('base64').replaceAll('+', '.');
  return `$5$${salt}$${createHash('sha256').update(salt).update(password).digest('base64')}`;
}

/** Booleans are stored as 1 and 0; a password is a hash from here on, so no task and no state file has it in clear. */
function changedOptions(call: Call): VmConfig {
  const options = [...call.parameters.entries()]
    .filter(([name]) => !pathAndControls.has(name))
    .map(([name, value]): [string, ConfigValue] => {
      if (name === 'cipassword') return [name, hashedPassword(String(value))];
      return [name, typeof value === 'string' ? value : Number(value)];
    });
  return Object.fromEntries(options);
}

function listParameter(call: Call, name: string): string[] {
  const items = splitList(call.parameters.optionalText(name) ?? '');
  const unknown = items.find((item) => configOption(item) === undefined);
  if (unknown !== undefined) throw parameterError({ [name]: `unknown option '${unknown}'` });
  return items;
}

/** The odd quotes are PVE's. */
function assertNoContradiction({ set, delete: deleted, revert }: ConfigChange): void {
  const reverted = revert.find((key) => set[key] !== undefined);
  if (reverted !== undefined) {
    throw parameterError({ delete: `you can't use '-${reverted}' and -revert ${reverted}' at the same time` });
  }
  for (const key of deleted) {
    if (set[key] !== undefined) {
      throw parameterError({ delete: `you can't use '-${key}' and -delete ${key}' at the same time` });
    }
    if (revert.includes(key)) {
      throw parameterError({ revert: `you can't use '-delete ${key}' and -revert ${key}' at the same time` });
    }
  }
}

function requestedChange(call: Call): ConfigChange {
  const change = {
    set: changedOptions(call),
    delete: listParameter(call, 'delete'),
    revert: listParameter(call, 'revert'),
  };
  const empty = Object.keys(change.set).length + change.delete.length + change.revert.length === 0;
  if (empty) throw dieError('no options specified');
  assertNoContradiction(change);
  return change;
}

function assertKeys(value: ConfigValue | undefined): void {
  if (value !== undefined && !areKeys(decodeKeys(String(value)))) throw dieError('SSH public key validation error');
}

/** No storage of the simulation has a snippet on it. */
function assertHookscript(call: Call, value: ConfigValue | undefined): void {
  if (value === undefined) return;
  const volume = String(value);
  const storage = volume.slice(0, volume.indexOf(':'));
  const known = call.cluster.storage(storage) !== undefined;
  const complaint = known ? `script '${volume}' does not exist\n` : `storage '${storage}' does not exist\n`;
  throw parameterError({ hookscript: complaint });
}

/** A card is plugged into a running guest at once, so an absent bridge shows; a stopped one finds out at its start. */
function assertHotplug(call: Call, vm: Vm, change: ConfigChange): void {
  if (vm.power === 'stopped') return;
  for (const [key, value] of Object.entries(change.set)) {
    if (!/^net\d+$/.test(key)) continue;
    const bridge = cardOf(String(value)).get('bridge');
    if (bridge !== undefined && !call.cluster.hasBridge(bridge, vm.node)) {
      throw parameterError({ [key]: `hotplug problem - bridge '${bridge}' does not exist\n` });
    }
  }
}

function assertDigest(call: Call, vm: Vm): void {
  const digest = call.parameters.optionalText('digest');
  if (digest !== undefined && digest !== digestOf(vm)) throw dieError(changedConfigText);
}

function checkedChange(call: Call): ConfigChange {
  assertNoRootOptions(call, ['skiplock']);
  const change = requestedChange(call);
  assertKeys(change.set.sshkeys);
  assertHookscript(call, change.set.hookscript);
  assertOptionRights(call, change);
  return change;
}

/** What can only be told by the VM as it is. */
function assertFits(call: Call, vm: Vm, change: ConfigChange): void {
  assertDigest(call, vm);
  assertUnlocked(vm);
  assertNo(balloonComplaint(vm, change));
}

async function putConfig(call: Call): Promise<Answer> {
  const change = checkedChange(call);
  assertFits(call, requireGuest(call), change);
  return await changeLocked(
    call,
    (vm) => assertFits(call, vm, change),
    (vm) => {
      assertNo(bootComplaint(vm, change) ?? cloudInitComplaint(vm, change));
      assertHotplug(call, vm, change);
      applyConfigChange(call.cluster, vm, change);
    },
  );
}

function postConfig(call: Call): Answer {
  const change = checkedChange(call);
  const vm = requireGuest(call);
  assertFits(call, vm, change);
  assertHotplug(call, vm, change);
  const digest = call.parameters.optionalText('digest') ?? null;
  return startTask(call, { kind: 'config', vmid: vm.vmid, ...change, digest });
}

const path = '/nodes/{node}/qemu/{vmid}/config';
const changeRights = anyPrivilege(
  '/vms/{vmid}',
  'VM.Config.Disk',
  'VM.Config.CDROM',
  'VM.Config.CPU',
  'VM.Config.Memory',
  'VM.Config.Network',
  'VM.Config.HWType',
  'VM.Config.Options',
  'VM.Config.Cloudinit',
);
const change = {
  protected: true,
  permission: changeRights,
  ruleFor: (name: string) => configOption(name)?.rule,
} as const;

export const configRoutes: readonly Route[] = [
  route(`GET ${path}`, {
    permission: privileges('/vms/{vmid}', 'VM.Audit'),
    takes: { current: optionalFlag, snapshot: { ...snapshotNameRule, optional: true } },
    handle: readConfig,
  }),
  route(`PUT ${path}`, { ...change, takes: changeControls, handle: putConfig }),
  route(`POST ${path}`, {
    ...change,
    takes: {
      ...changeControls,
      background_delay: { type: 'integer', optional: true, minimum: 1, maximum: 30 },
      'import-working-storage': { ...optionalText, format: storageIdFormat },
    },
    handle: postConfig,
  }),
  route('GET /nodes/{node}/qemu/{vmid}/pending', {
    permission: privileges('/vms/{vmid}', 'VM.Audit'),
    handle: readPending,
  }),
];
