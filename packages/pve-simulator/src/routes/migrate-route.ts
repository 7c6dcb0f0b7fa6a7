/** `POST …/migrate`: the checks that PVE makes at once; disks that are not shared move along. */
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
import { assertNoRootOptions, assertQuorum, assertUnlocked, requireGuest } from './guest-access.ts';
import { startTask } from './task-start.ts';

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

export const migrateRoute: Route = route('POST /nodes/{node}/qemu/{vmid}/migrate', {
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
});
