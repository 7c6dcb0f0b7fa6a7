/** The guest agent and the cloud-init drive. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Vm } from '../cluster/cluster-state.ts';
import { agentEnabled, cloudInitKeyPattern, cloudInitOptions, maskSecrets } from '../cluster/vm-configuration.ts';
import { drivesOf } from '../config/drive.ts';
import { dieError } from '../http/api-error.ts';
import { guestRules } from '../http/parameter-formats.ts';
import { type Answer, anyPrivilege, type Call, type PermissionCheck, privileges, type Route } from '../http/route.ts';
import { assertUnlocked, requireGuest } from './guest-access.ts';
import { networkInterfaces, nonsenseInterfaces } from './guest-network.ts';

/** Order of complaints as in PVE: no agent configured, VM off, agent silent (after its time-out). */
async function requireAgent(call: Call): Promise<Vm> {
  const vm = requireGuest(call);
  if (!agentEnabled(vm)) throw dieError('No QEMU guest agent configured');
  if (vm.power === 'stopped') throw dieError(`VM ${vm.vmid} is not running`);
  const ready = vm.agentReadyAt !== null && vm.agentReadyAt <= Date.now();
  if (vm.agent === 'absent' || vm.paused || !ready) {
    await delay(call.cluster.timing.agentTimeoutMs, undefined, { ref: false });
    throw dieError('QEMU guest agent is not running');
  }
  return vm;
}

async function ping(call: Call): Promise<Answer> {
  const vm = await requireAgent(call);
  return { data: { result: vm.agent === 'nonsense' ? 'pong?' : {} } };
}

async function interfaces(call: Call): Promise<Answer> {
  const vm = await requireAgent(call);
  return { data: { result: vm.agent === 'nonsense' ? nonsenseInterfaces : networkInterfaces(vm) } };
}

function readCloudInit(call: Call): Answer {
  const vm = requireGuest(call);
  const applied = maskSecrets(vm.cloudInitApplied);
  const wanted = maskSecrets(cloudInitOptions(vm));
  const keys = [...new Set([...Object.keys(applied), ...Object.keys(wanted)])].filter(
    (key) => key === 'name' || cloudInitKeyPattern.test(key),
  );
  const data = keys.map((key) => ({
    key,
    ...(applied[key] === undefined ? {} : { value: applied[key] }),
    ...(wanted[key] === undefined ? { delete: 1 } : {}),
    ...(wanted[key] !== undefined && wanted[key] !== applied[key] ? { pending: wanted[key] } : {}),
  }));
  return { data };
}

/** Answers 200 for a VM without a cloud-init drive too; nothing reaches the guest then. */
function regenerateCloudInit(call: Call): Answer {
  const vm = requireGuest(call);
  assertUnlocked(vm);
  if (drivesOf(vm.config).some((drive) => drive.cloudInit)) {
    vm.cloudInitApplied = cloudInitOptions(vm);
    call.cluster.changed();
  }
  return { data: null };
}

function agentRights(majorVersion: number): PermissionCheck {
  return majorVersion >= 9
    ? anyPrivilege('/vms/{vmid}', 'VM.GuestAgent.Audit', 'VM.GuestAgent.Unrestricted')
    : privileges('/vms/{vmid}', 'VM.Monitor');
}

export function agentRoutes(majorVersion: number): readonly Route[] {
  const guest = '/nodes/{node}/qemu/{vmid}';
  const permission = agentRights(majorVersion);
  return [
    { method: 'POST', path: `${guest}/agent/ping`, permission, parameters: { rules: guestRules }, handle: ping },
    {
      method: 'GET',
      path: `${guest}/agent/network-get-interfaces`,
      permission,
      parameters: { rules: guestRules },
      handle: interfaces,
    },
    {
      method: 'GET',
      path: `${guest}/cloudinit`,
      permission: privileges('/vms/{vmid}', 'VM.Audit'),
      parameters: { rules: guestRules },
      handle: readCloudInit,
    },
    {
      method: 'PUT',
      path: `${guest}/cloudinit`,
      permission: privileges('/vms/{vmid}', 'VM.Config.Cloudinit'),
      parameters: { rules: guestRules },
      handle: regenerateCloudInit,
    },
  ];
}
