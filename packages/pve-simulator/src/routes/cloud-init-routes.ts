/** The cloud-init drive: what the guest was last given, and what it will be given. */
import type { VmConfig } from '../cluster/cluster-state.ts';
import { cloudInitKeyPattern, cloudInitOptions, maskSecrets } from '../cluster/vm-configuration.ts';
import { drivesOf } from '../config/drive.ts';
import { type Answer, type Call, privileges, type Route, route } from '../http/route.ts';
import { assertUnlocked, requireGuest } from './guest-access.ts';

function readCloudInit(call: Call): Answer {
  const vm = requireGuest(call);
  const applied = maskSecrets(vm.cloudInitApplied);
  const wanted = maskSecrets(cloudInitOptions(vm));
  const keys = [...new Set([...Object.keys(applied), ...Object.keys(wanted)])].filter(
    (key) => key === 'name' || cloudInitKeyPattern.test(key),
  );
  const data = keys.map((key) => ({
    key,
    ...(key === 'cipassword' && wanted[key] !== undefined ? { value: wanted[key] } : shownOption(key, applied, wanted)),
  }));
  return { data };
}

/** Of the password there is no pending value: it is written to the configuration at once. */
function shownOption(key: string, applied: VmConfig, wanted: VmConfig): Record<string, unknown> {
  return {
    ...(applied[key] === undefined ? {} : { value: applied[key] }),
    ...(wanted[key] === undefined ? { delete: 1 } : {}),
    ...(wanted[key] !== undefined && wanted[key] !== applied[key] ? { pending: wanted[key] } : {}),
  };
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

const path = '/nodes/{node}/qemu/{vmid}/cloudinit';

export const cloudInitRoutes: readonly Route[] = [
  route(`GET ${path}`, { permission: privileges('/vms/{vmid}', 'VM.Audit'), handle: readCloudInit }),
  route(`PUT ${path}`, {
    protected: true,
    permission: privileges('/vms/{vmid}', 'VM.Config.Cloudinit'),
    handle: regenerateCloudInit,
  }),
];
