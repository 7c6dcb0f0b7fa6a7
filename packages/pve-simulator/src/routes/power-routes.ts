/** Power of a guest: nearly every precondition is left to the task, but these calls refuse a stopped guest at once. */
import type { Vm } from '../cluster/cluster-state.ts';
import { machineFormat } from '../config/option-formats.ts';
import { dieError, notModelledError } from '../http/api-error.ts';
import {
  cidrFormat,
  nodeRule,
  optionalCount,
  optionalFlag,
  optionalText,
  storageIdFormat,
  storagePairListFormat,
} from '../http/parameter-formats.ts';
import type { ParameterRule } from '../http/parameter-schema.ts';
import { type Answer, type Call, privileges, type Route, route } from '../http/route.ts';
import { unfoundConfigText } from '../tasks/worker-guards.ts';
import { assertNoRootOptions, assertQuorum, guestHere, requireGuest, startTask } from './guest-access.ts';
import { currentStatus } from './guest-status.ts';

const defaultShutdownSeconds = 60;

/** What these calls know of a VM at once: whether its process runs here. The configuration is the worker's to read. */
function requireRunning(call: Call): Vm {
  const vm = guestHere(call);
  const vmid = call.parameters.integer('vmid');
  if (vm === null) throw dieError(unfoundConfigText(call.parameters.text('node'), vmid));
  if (vm.power === 'stopped') throw dieError(`VM ${vmid} not running`);
  return vm;
}

function assertNotPaused(call: Call): void {
  if (guestHere(call)?.paused === true) throw dieError('VM is paused - cannot shutdown');
}

function timeoutMs(call: Call): number {
  return (call.parameters.optionalInteger('timeout') ?? defaultShutdownSeconds) * 1000;
}

/** `ignored`: the manager knows the VM and leaves it alone. */
function isManaged(call: Call): boolean {
  const ha = guestHere(call)?.ha ?? null;
  return ha !== null && ha !== 'ignored';
}

function start(call: Call): Answer {
  assertNoRootOptions(call, ['skiplock', 'stateuri', 'migratedfrom', 'migration_type', 'migration_network']);
  assertNoRootOptions(call, ['targetstorage', 'force-cpu', 'nets-host-mtu', 'with-conntrack-state']);
  assertQuorum(call);
  return startTask(call, { kind: isManaged(call) ? 'hastart' : 'start', vmid: call.parameters.integer('vmid') });
}

function stop(call: Call): Answer {
  assertNoRootOptions(call, ['skiplock', 'keepActive', 'migratedfrom']);
  const vmid = call.parameters.integer('vmid');
  if (isManaged(call)) return startTask(call, { kind: 'hastop', vmid });
  if (call.parameters.flag('overrule-shutdown') === true) abortShutdowns(call, vmid);
  return startTask(call, { kind: 'stop', vmid });
}

function abortShutdowns(call: Call, vmid: number): void {
  for (const task of call.cluster.tasks.values()) {
    if (task.phase !== 'done' && task.type === 'qmshutdown' && task.id === String(vmid)) call.tasks.abort(task);
  }
}

function shutdown(call: Call): Answer {
  assertNoRootOptions(call, ['skiplock', 'keepActive']);
  const forceStop = call.parameters.flag('forceStop') ?? false;
  if (!forceStop) assertNotPaused(call);
  const vmid = call.parameters.integer('vmid');
  if (isManaged(call)) return startTask(call, { kind: 'hastop', vmid });
  return startTask(call, { kind: 'shutdown', vmid, timeoutMs: timeoutMs(call), forceStop });
}

function reboot(call: Call): Answer {
  assertNotPaused(call);
  const { vmid } = requireRunning(call);
  return startTask(call, { kind: 'reboot', vmid, timeoutMs: timeoutMs(call) });
}

function onRunning(kind: 'reset' | 'pause' | 'resume'): (call: Call) => Answer {
  return (call) => {
    assertNoRootOptions(call, ['skiplock', 'nocheck']);
    const { vmid } = requireRunning(call);
    if (call.parameters.flag('todisk') === true) throw notModelledError('guests that are suspended to disk');
    return startTask(call, { kind, vmid });
  };
}

function powerRoute(name: string, handle: Route['handle'], rules: Readonly<Record<string, ParameterRule>>): Route {
  return route(`POST /nodes/{node}/qemu/{vmid}/status/${name}`, {
    protected: true,
    permission: privileges('/vms/{vmid}', 'VM.PowerMgmt'),
    takes: rules,
    handle,
  });
}

const timeoutRules = { timeout: optionalCount, skiplock: optionalFlag, keepActive: optionalFlag } as const;
const optionalNode: ParameterRule = { ...nodeRule, optional: true };

export const powerRoutes: readonly Route[] = [
  route('GET /nodes/{node}/qemu/{vmid}/status/current', {
    protected: true,
    permission: privileges('/vms/{vmid}', 'VM.Audit'),
    handle: (call) => ({ data: currentStatus(requireGuest(call), call.cluster) }),
  }),
  powerRoute('start', start, {
    timeout: optionalCount,
    skiplock: optionalFlag,
    machine: { ...optionalText, format: machineFormat },
    'force-cpu': optionalText,
    stateuri: { ...optionalText, maxLength: 128 },
    migratedfrom: optionalNode,
    migration_type: { ...optionalText, enum: ['secure', 'insecure'] },
    migration_network: { ...optionalText, format: cidrFormat },
    targetstorage: { ...optionalText, format: storagePairListFormat },
    'nets-host-mtu': { ...optionalText, pattern: /^net\d+=\d+(,net\d+=\d+)*$/ },
    'with-conntrack-state': optionalFlag,
  }),
  powerRoute('stop', stop, { ...timeoutRules, migratedfrom: optionalNode, 'overrule-shutdown': optionalFlag }),
  powerRoute('shutdown', shutdown, { ...timeoutRules, forceStop: optionalFlag }),
  powerRoute('reboot', reboot, { timeout: optionalCount }),
  powerRoute('reset', onRunning('reset'), { skiplock: optionalFlag }),
  powerRoute('suspend', onRunning('pause'), {
    skiplock: optionalFlag,
    todisk: optionalFlag,
    statestorage: { ...optionalText, format: storageIdFormat, requires: 'todisk' },
  }),
  powerRoute('resume', onRunning('resume'), { skiplock: optionalFlag, nocheck: optionalFlag }),
];
