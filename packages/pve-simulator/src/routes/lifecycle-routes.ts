/** Destroy and resize: both answer with a UPID, and both leave most of their checks to the worker. */

import { resizePattern } from '../config/disk-size.ts';
import { dieError } from '../http/api-error.ts';
import { optionalFlag, optionalText } from '../http/parameter-formats.ts';
import { type Answer, type Call, privileges, type Route, route } from '../http/route.ts';
import { destroyComplaint } from '../tasks/destroy-worker.ts';
import { assertNoRootOptions, requireGuest } from './guest-access.ts';
import { startTask } from './task-start.ts';

export const diskKeys = [
  ...family('ide', 4),
  ...family('scsi', 31),
  ...family('virtio', 16),
  ...family('sata', 6),
  'efidisk0',
  'tpmstate0',
];

function family(name: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${name}${index}`);
}

function destroy(call: Call): Answer {
  assertNoRootOptions(call, ['skiplock']);
  const vm = requireGuest(call);
  const purge = call.parameters.flag('purge') ?? false;
  const complaint = destroyComplaint(vm, purge);
  if (complaint !== null) throw dieError(complaint);
  const unreferenced = call.parameters.flag('destroy-unreferenced-disks') ?? false;
  return startTask(call, { kind: 'destroy', vmid: vm.vmid, purge, unreferenced });
}

function resize(call: Call): Answer {
  assertNoRootOptions(call, ['skiplock']);
  return startTask(call, {
    kind: 'resize',
    vmid: call.parameters.integer('vmid'),
    disk: call.parameters.text('disk'),
    size: call.parameters.text('size'),
    digest: call.parameters.optionalText('digest') ?? null,
  });
}

export const lifecycleRoutes: readonly Route[] = [
  route('DELETE /nodes/{node}/qemu/{vmid}', {
    protected: true,
    permission: privileges('/vms/{vmid}', 'VM.Allocate'),
    takes: { purge: optionalFlag, skiplock: optionalFlag, 'destroy-unreferenced-disks': optionalFlag },
    handle: destroy,
  }),
  route('PUT /nodes/{node}/qemu/{vmid}/resize', {
    protected: true,
    permission: privileges('/vms/{vmid}', 'VM.Config.Disk'),
    takes: {
      disk: { type: 'string', enum: diskKeys },
      size: { type: 'string', pattern: resizePattern },
      digest: { ...optionalText, maxLength: 40 },
      skiplock: optionalFlag,
    },
    handle: resize,
  }),
];
