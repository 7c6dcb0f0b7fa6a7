/** What becomes of a whole VM, and the size of its disks: destroy, resize, template, migrate. Most checks are the worker's. */
import { resizePattern } from '../config/disk-size.ts';
import { dieError, notModelledError, parameterError } from '../http/api-error.ts';
import {
  cidrFormat,
  nodeRule,
  optionalCount,
  optionalFlag,
  optionalText,
  storagePairListFormat,
} from '../http/parameter-formats.ts';
import { type Answer, type Call, privileges, type Route, route } from '../http/route.ts';
import { destroyComplaint } from '../tasks/destroy-worker.ts';
import { templateComplaint } from '../tasks/template-worker.ts';
import {
  assertNo,
  assertNoRootOptions,
  assertQuorum,
  assertUnlocked,
  requireGuest,
  startTask,
} from './guest-access.ts';

const diskKeys = [
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
  assertNo(destroyComplaint(vm, purge));
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

/** PVE makes these checks at once, and again in the worker. */
function convert(call: Call): Answer {
  const vm = requireGuest(call);
  const disk = call.parameters.optionalText('disk') ?? null;
  assertUnlocked(vm);
  assertNo(templateComplaint(vm, disk));
  return startTask(call, { kind: 'template', vmid: vm.vmid, disk });
}

/** Disks that are not shared move along. */
function migrate(call: Call): Answer {
  const { parameters, cluster } = call;
  const target = parameters.text('target');
  assertQuorum(call);
  if (target === parameters.text('node')) throw parameterError({ target: 'target is local node.' });
  if (cluster.node(target) === undefined) throw dieError(`no such cluster node '${target}'`);
  assertNoRootOptions(call, ['force', 'migration_type', 'migration_network']);
  const vm = requireGuest(call);
  assertUnlocked(vm);
  if (vm.power === 'running' && parameters.flag('online') !== true) {
    throw dieError("can't migrate running VM without --online");
  }
  if (parameters.isSet('targetstorage')) throw notModelledError('migration to other storages');
  return startTask(call, { kind: 'migrate', vmid: vm.vmid, target });
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
  route('POST /nodes/{node}/qemu/{vmid}/template', {
    protected: true,
    permission: privileges('/vms/{vmid}', 'VM.Allocate'),
    takes: { disk: { ...optionalText, enum: diskKeys } },
    handle: convert,
  }),
  route('POST /nodes/{node}/qemu/{vmid}/migrate', {
    protected: true,
    permission: privileges('/vms/{vmid}', 'VM.Migrate'),
    takes: {
      target: nodeRule,
      online: optionalFlag,
      force: optionalFlag,
      bwlimit: optionalCount,
      migration_type: { ...optionalText, enum: ['secure', 'insecure'] },
      migration_network: { ...optionalText, format: cidrFormat },
      targetstorage: { ...optionalText, format: storagePairListFormat },
      'with-local-disks': optionalFlag,
      'with-conntrack-state': optionalFlag,
    },
    handle: migrate,
  }),
];
