/** `POST …/template`: turns a VM into a template. PVE makes its checks at once, and again in the worker. */
import { dieError } from '../http/api-error.ts';
import { optionalText } from '../http/parameter-formats.ts';
import { type Answer, type Call, privileges, type Route, route } from '../http/route.ts';
import { templateComplaint } from '../tasks/template-worker.ts';
import { assertUnlocked, requireGuest } from './guest-access.ts';
import { diskKeys } from './lifecycle-routes.ts';
import { startTask } from './task-start.ts';

function convert(call: Call): Answer {
  const vm = requireGuest(call);
  const disk = call.parameters.optionalText('disk') ?? null;
  assertUnlocked(vm);
  const complaint = templateComplaint(vm, disk);
  if (complaint !== null) throw dieError(complaint);
  return startTask(call, { kind: 'template', vmid: vm.vmid, disk });
}

export const templateRoute: Route = route('POST /nodes/{node}/qemu/{vmid}/template', {
  protected: true,
  permission: privileges('/vms/{vmid}', 'VM.Allocate'),
  takes: { disk: { ...optionalText, enum: diskKeys } },
  handle: convert,
});
