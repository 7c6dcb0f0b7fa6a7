/** Power of a guest: nearly every precondition is left to the task, but these calls refuse a stopped guest at once. */
import type { Job, Vm } from '../cluster/cluster-state.ts';
import { dieError, parameterError } from '../http/api-error.ts';
import { guestRules, optionalCount, optionalFlag, optionalText } from '../http/parameter-formats.ts';
import type { ParameterRule } from '../http/parameter-schema.ts';
import { type Answer, type Call, privileges, type Route } from '../http/route.ts';
import { assertQuorum, requireGuest } from './guest-access.ts';
import { currentStatus } from './guest-status.ts';

const defaultShutdownSeconds = 60;

/** Some parameters are for root@pam alone, and no token is root@pam. */
export function assertNoSkipLock(call: Call): void {
  if (call.parameters.flag('skiplock') === true) {
    throw parameterError({ skiplock: 'Only root may use this option.' });
  }
}

function begin(call: Call, job: Job): Answer {
  return { data: call.tasks.start({ job, node: call.parameters.text('node'), principal: call.principal }) };
}

function assertRunning(vm: Vm): void {
  if (vm.power === 'stopped') throw dieError(`VM ${vm.vmid} not running`);
}

function timeoutMs(call: Call): number {
  return (call.parameters.optionalInteger('timeout') ?? defaultShutdownSeconds) * 1000;
}

function start(call: Call): Answer {
  assertNoSkipLock(call);
  const vm = requireGuest(call);
  assertQuorum(call);
  return begin(call, { kind: 'start', vmid: vm.vmid });
}

function stop(call: Call): Answer {
  assertNoSkipLock(call);
  const vm = requireGuest(call);
  if (call.parameters.flag('overrule-shutdown') === true) abortShutdowns(call, vm.vmid);
  return begin(call, { kind: 'stop', vmid: vm.vmid });
}

function abortShutdowns(call: Call, vmid: number): void {
  for (const task of call.cluster.tasks.values()) {
    if (task.phase !== 'done' && task.type === 'qmshutdown' && task.id === String(vmid)) call.tasks.abort(task);
  }
}

function shutdown(call: Call): Answer {
  assertNoSkipLock(call);
  const vm = requireGuest(call);
  const forceStop = call.parameters.flag('forceStop') ?? false;
  if (vm.paused && !forceStop) throw dieError('VM is paused - cannot shutdown');
  return begin(call, { kind: 'shutdown', vmid: vm.vmid, timeoutMs: timeoutMs(call), forceStop });
}

function reboot(call: Call): Answer {
  const vm = requireGuest(call);
  if (vm.paused) throw dieError('VM is paused - cannot shutdown');
  assertRunning(vm);
  return begin(call, { kind: 'reboot', vmid: vm.vmid, timeoutMs: timeoutMs(call) });
}

function onRunning(kind: 'reset' | 'pause' | 'resume'): (call: Call) => Answer {
  return (call) => {
    assertNoSkipLock(call);
    const vm = requireGuest(call);
    assertRunning(vm);
    return begin(call, { kind, vmid: vm.vmid });
  };
}

function powerRoute(name: string, handle: Route['handle'], rules: Readonly<Record<string, ParameterRule>>): Route {
  return {
    method: 'POST',
    path: `/nodes/{node}/qemu/{vmid}/status/${name}`,
    permission: privileges('/vms/{vmid}', 'VM.PowerMgmt'),
    parameters: { rules: { ...guestRules, ...rules } },
    handle,
  };
}

const timeoutRules = { timeout: optionalCount, skiplock: optionalFlag, keepActive: optionalFlag } as const;

export const powerRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/nodes/{node}/qemu/{vmid}/status/current',
    permission: privileges('/vms/{vmid}', 'VM.Audit'),
    parameters: { rules: guestRules },
    handle: (call) => ({ data: currentStatus(requireGuest(call), call.cluster) }),
  },
  powerRoute('start', start, {
    timeout: optionalCount,
    skiplock: optionalFlag,
    machine: optionalText,
    'force-cpu': optionalText,
  }),
  powerRoute('stop', stop, { ...timeoutRules, 'overrule-shutdown': optionalFlag }),
  powerRoute('shutdown', shutdown, { ...timeoutRules, forceStop: optionalFlag }),
  powerRoute('reboot', reboot, { timeout: optionalCount }),
  powerRoute('reset', onRunning('reset'), { skiplock: optionalFlag }),
  powerRoute('suspend', onRunning('pause'), { skiplock: optionalFlag }),
  powerRoute('resume', onRunning('resume'), { skiplock: optionalFlag, nocheck: optionalFlag }),
];
